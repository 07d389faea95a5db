namespace Nbpf.Specs;

/// <summary>What a section name says of its programs besides type and attach type.</summary>
[Flags]
public enum SectionTraits
{
    /// <summary>Nothing more.</summary>
    None = 0,

    /// <summary>The program may sleep: BPF_F_SLEEPABLE.</summary>
    Sleepable = 1,

    /// <summary>The program handles packets of several fragments: BPF_F_XDP_HAS_FRAGS.</summary>
    XdpFragments = 2,

    /// <summary>The attach target is a type of the kernel's BTF, named after the slash.</summary>
    KernelTarget = 4,

    /// <summary>Kernels that know no expected attach types may get the program without.</summary>
    OptionalAttachType = 8,
}

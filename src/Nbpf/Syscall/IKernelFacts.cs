namespace Nbpf.Syscall;

/// <summary>
/// What a loader asks of a kernel besides bpf(2): how it was built and where its symbols are. A capability of a kernel that is
/// asked for by type; one without it has no configuration and no symbols.
/// </summary>
public interface IKernelFacts
{
    /// <summary>Its release as KERNEL_VERSION makes a number of it: 0x061200 for 6.18.0. 0 when it is not known.</summary>
    uint Version { get; }

    /// <summary>
    /// True when programs meet no memory that is laid out by types of this kernel's own, so that a CO-RE relocation means the
    /// object's own types.
    /// </summary>
    bool HasNoTypes { get; }

    /// <summary>Its own types where they can be had without asking for BTF objects by id, which takes CAP_SYS_ADMIN; else null.</summary>
    Btf? ReadTypes() => null;

    /// <summary>The configuration it was built with, in the form of a .config file; null when it cannot be read.</summary>
    string? ReadConfiguration();

    /// <summary>
    /// All its symbols of the names given, and data symbols whose names a compiler lengthened by <c>.llvm.</c> and a number; in no order.
    /// </summary>
    /// <param name="names">The names.</param>
    IReadOnlyList<KernelSymbol> FindSymbols(IReadOnlySet<string> names);
}

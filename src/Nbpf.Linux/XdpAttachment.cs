namespace Nbpf.Linux;

/// <summary>Where programs are attached to an interface's XDP (XDP_ATTACHED_*).</summary>
public enum XdpAttachment : uint
{
    /// <summary>Nowhere.</summary>
    None = 0,

    /// <summary>In the driver.</summary>
    Driver = 1,

    /// <summary>In the network stack.</summary>
    Generic = 2,

    /// <summary>In the hardware.</summary>
    Hardware = 3,

    /// <summary>At several places.</summary>
    Several = 4,
}

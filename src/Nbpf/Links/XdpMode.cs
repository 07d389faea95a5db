namespace Nbpf.Links;

/// <summary>Where in the path of a packet XDP runs (XDP_FLAGS_*_MODE). The values are the flags.</summary>
public enum XdpMode : uint
{
    /// <summary>The driver's if it has one, else generic.</summary>
    Default = 0,

    /// <summary>In the network stack, with every driver (XDP_FLAGS_SKB_MODE).</summary>
    Generic = 2,

    /// <summary>In the driver (XDP_FLAGS_DRV_MODE).</summary>
    Driver = 4,

    /// <summary>In the hardware (XDP_FLAGS_HW_MODE).</summary>
    Hardware = 8,
}

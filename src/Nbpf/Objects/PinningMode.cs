namespace Nbpf;

/// <summary>Whether a map is shared through a pin (LIBBPF_PIN_*).</summary>
public enum PinningMode
{
    /// <summary>Not pinned.</summary>
    None = 0,

    /// <summary>Pinned under its own name.</summary>
    ByName = 1,
}

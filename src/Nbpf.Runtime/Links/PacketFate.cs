namespace Nbpf.Runtime;

/// <summary>What became of a packet at an interface.</summary>
public enum PacketFate
{
    /// <summary>It went on to the host's network stack.</summary>
    Passed,

    /// <summary>It left by the interface.</summary>
    Transmitted,

    /// <summary>It left for another interface.</summary>
    Redirected,

    /// <summary>It was dropped: by a program's verdict, by an unknown one, or because a redirect had no target.</summary>
    Dropped,
}

namespace Nbpf.Verification.State;

/// <summary>When a checkpoint's register covers a path's of the same type (regsafe, kernel/bpf/verifier.c, Linux 6.18).</summary>
internal enum CoverRule : byte
{
    /// <summary>When all of it is the same.</summary>
    Same,

    /// <summary>A number: when its ranges contain the path's, or nothing relied on it.</summary>
    Number,

    /// <summary>A place in a region: when the object is the same and the offsets contain the path's.</summary>
    Region,

    /// <summary>A place in the packet: when no more bytes were proven than on the path.</summary>
    Packet,

    /// <summary>A place in a frame: when it is the same place in the same frame.</summary>
    Stack,
}

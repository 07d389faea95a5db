using System.Runtime.InteropServices;

namespace Nbpf.Runtime.Interpreter.Checked;

/// <summary>What the frames of a checked run share. Lives as long as the outermost.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CheckedRun
{
    /// <summary>How often the packet may have moved: pointers into it from before are stale.</summary>
    public ulong PacketGeneration;

    /// <summary>Frames entered so far, which numbers them.</summary>
    public ulong FrameCount;
}

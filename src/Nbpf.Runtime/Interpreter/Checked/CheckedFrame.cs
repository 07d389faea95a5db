using System.Runtime.InteropServices;

namespace Nbpf.Runtime.Interpreter.Checked;

/// <summary>What a checked run knows of one frame: where its values come from. Lives beside the frame on the thread's stack.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CheckedFrame
{
    /// <summary>What all frames of the run share.</summary>
    public CheckedRun* Run;

    /// <summary>Where each register's value comes from.</summary>
    public Provenance* Registers;

    /// <summary>Where the values of the stack's 8-byte slots come from, the lowest address first.</summary>
    public Provenance* Spills;

    /// <summary>Number of <see cref="Spills"/>.</summary>
    public int SpillCount;

    /// <summary>The stack frame itself.</summary>
    public Provenance Stack;

    /// <summary>What is done about each instruction of the program, by slot.</summary>
    public CheckedSlot* Slots;

    /// <summary>The instruction that is executed.</summary>
    public CheckedSlot* Current;

    /// <summary>The <see cref="Site"/> that is executed, or -1.</summary>
    public int Site;

    /// <summary>What the site keeps from its beginning: a map's header, or the context.</summary>
    public ulong SiteObject;

    /// <summary>What the site keeps from its beginning: a size in bytes.</summary>
    public ulong SiteBytes;
}

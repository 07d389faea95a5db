using System.Runtime.InteropServices;
using Nbpf.Runtime.Execution;

namespace Nbpf.Runtime.Interpreter;

/// <summary>One call of an interpreted subprogram: its registers and where its stack is. Lives on the thread's stack.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct InterpreterFrame
{
    /// <summary>A register that is always zero, for instructions without source register.</summary>
    public const byte ZeroRegister = XlatedForm.RegisterCount;

    /// <summary>r0–r11 and the zero register.</summary>
    public fixed ulong Registers[XlatedForm.RegisterCount + 1];

    /// <summary>The run's frame.</summary>
    public RunFrame* Run;

    /// <summary>The subprogram.</summary>
    public InterpretedSubprogram* Subprogram;

    /// <summary>First byte of the BPF stack.</summary>
    public byte* Stack;

    /// <summary>The frame that was innermost before, in checked runs.</summary>
    public InterpreterFrame* Previous;

    /// <summary>Handle of the <see cref="Watch.Walk"/> that the frame belongs to, in watched runs.</summary>
    public nint Walk;

    /// <summary>Frames of the walk around this one, in watched runs.</summary>
    public int Depth;

    /// <summary>Where the frame's values come from, in checked runs.</summary>
    public Checked.CheckedFrame* Shadow;
}

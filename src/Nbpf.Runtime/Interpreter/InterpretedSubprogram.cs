using System.Runtime.InteropServices;
using Nbpf.Runtime.Execution;

namespace Nbpf.Runtime.Interpreter;

/// <summary>How to enter an interpreted subprogram. Its address is the handle of entries and callbacks.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct InterpretedSubprogram
{
    /// <summary>What callback registers point at.</summary>
    public CallbackTarget Callback;

    /// <summary>Its first instruction.</summary>
    public DecodedInstruction* Start;

    /// <summary>The program's first instruction, from which slots count.</summary>
    public DecodedInstruction* Program;

    /// <summary>Bytes of stack below its frame pointer.</summary>
    public int StackBytes;

    /// <summary>Bytes of these that it uses: from the frame pointer down.</summary>
    public int StackDepthBytes;

    /// <summary>Handle of the <see cref="Checked.CheckedProgram"/> of a checked program, or 0.</summary>
    public nint Checked;

    /// <summary>Handle of the <see cref="Watch.RunWatcher"/> of a watched program, or 0.</summary>
    public nint Watcher;
}

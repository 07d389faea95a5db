using System.Runtime.InteropServices;

namespace Nbpf.Runtime.Execution;

/// <summary>
/// What a slot of a program array points at: how to enter the program. One per loaded program, in native memory, freed a grace
/// period after the program. A slot of 8 bytes holds its address or 0.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct TailCallTarget
{
    /// <summary><see cref="Executable.Entry"/></summary>
    public delegate*<RunFrame*, void*, nint, ulong> Entry;

    /// <summary><see cref="Executable.Handle"/></summary>
    public nint Handle;
}

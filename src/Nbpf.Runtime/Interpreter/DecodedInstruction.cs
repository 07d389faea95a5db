using System.Runtime.InteropServices;

namespace Nbpf.Runtime.Interpreter;

/// <summary>An instruction ready to be interpreted: its operation and its operands with everything resolved.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct DecodedInstruction
{
    /// <summary>Does the work of a rare instruction; gives the next instruction, or null at the end of the subprogram. Null for others.</summary>
    public delegate*<DecodedInstruction*, InterpreterFrame*, DecodedInstruction*> Handler;

    /// <summary>What is added to the source register: the immediate extended to 64 bits, a load's offset, or the address of what a call calls.</summary>
    public ulong Immediate;

    /// <summary>A store's bytes from the base register, or instructions from this one to a jump's target.</summary>
    public int Offset;

    /// <summary>Destination register.</summary>
    public byte Destination;

    /// <summary>Source register, or <see cref="InterpreterFrame.ZeroRegister"/>.</summary>
    public byte Source;

    /// <summary>What the interpreter's loop does.</summary>
    public InterpreterOperation Operation;
}

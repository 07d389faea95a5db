using System.Runtime.InteropServices;

namespace Nbpf.Runtime.Interpreter;

/// <summary>An instruction ready to be interpreted: its handler and its operands with everything resolved.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct DecodedInstruction
{
    /// <summary>Does the instruction's work; gives the next instruction, or null at the end of the subprogram.</summary>
    public delegate*<DecodedInstruction*, InterpreterFrame*, DecodedInstruction*> Handler;

    /// <summary>The immediate extended to 64 bits, or the address of what a call calls.</summary>
    public ulong Immediate;

    /// <summary>Bytes from the base register, or instructions from this one to a jump's target.</summary>
    public int Offset;

    /// <summary>Destination register.</summary>
    public byte Destination;

    /// <summary>Source register.</summary>
    public byte Source;
}

namespace Nbpf.Runtime.Interpreter;

/// <summary>The checked interpreter met an access outside all known memory: the verifier or the rewrite has a bug.</summary>
public sealed class InterpreterFaultException : Exception
{
    internal InterpreterFaultException(int instructionIndex, ulong address, int sizeBytes, bool isWrite)
        : base($"instruction {instructionIndex}: {(isWrite ? "write" : "read")} of {sizeBytes} bytes at 0x{address:x} is outside the memory of the program")
    {
        InstructionIndex = instructionIndex;
        Address = address;
        SizeBytes = sizeBytes;
        IsWrite = isWrite;
    }

    /// <summary>Slot of the instruction in the xlated program.</summary>
    public int InstructionIndex { get; }

    /// <summary>The address.</summary>
    public ulong Address { get; }

    /// <summary>Bytes from there.</summary>
    public int SizeBytes { get; }

    /// <summary>True for stores and atomic operations.</summary>
    public bool IsWrite { get; }
}

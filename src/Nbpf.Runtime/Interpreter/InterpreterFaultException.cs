namespace Nbpf.Runtime.Interpreter;

/// <summary>
/// The checked interpreter met an access of memory, or an argument of a helper, that the verifier should not have allowed or the rewrite should not have written: one of
/// the two has a bug.
/// </summary>
public sealed class InterpreterFaultException : Exception
{
    internal InterpreterFaultException(int instructionIndex, ulong address, int sizeBytes, bool isWrite, string region, string expected)
        : base($"instruction {instructionIndex}: {Describe(address, sizeBytes, isWrite)}, derived from {region}: expected {expected}")
    {
        InstructionIndex = instructionIndex;
        Address = address;
        SizeBytes = sizeBytes;
        IsWrite = isWrite;
        Region = region;
        Expected = expected;
    }

    /// <summary>Slot of the instruction in the xlated program.</summary>
    public int InstructionIndex { get; }

    /// <summary>The address, or the value that is not what it has to be.</summary>
    public ulong Address { get; }

    /// <summary>Bytes from there; 0 when nothing is accessed.</summary>
    public int SizeBytes { get; }

    /// <summary>True for stores and atomic operations.</summary>
    public bool IsWrite { get; }

    /// <summary>What the value was derived from: its kind, size, first address, and how far the address is from there.</summary>
    public string Region { get; }

    /// <summary>What it would have to be.</summary>
    public string Expected { get; }

    private static string Describe(ulong address, int sizeBytes, bool isWrite) =>
        sizeBytes == 0 ? $"0x{address:x}" : $"{(isWrite ? "write" : "read")} of {sizeBytes} bytes at 0x{address:x}";
}

namespace Nbpf;

/// <summary>
/// Input bytes (ELF, BTF, capture, instruction stream, configuration) are malformed. The message is one line that
/// names the input's part, what was expected and what stood there.
/// </summary>
public sealed class BpfFormatException : Exception
{
    /// <summary>Creates the exception for a fault at a byte offset of the input.</summary>
    /// <param name="message">One line: what part, what was expected, what was found.</param>
    /// <param name="offset">Byte offset of the fault in the input.</param>
    public BpfFormatException(string message, long offset)
        : base(OneLine.Of($"{message} (at offset 0x{offset:x})")) => Offset = offset;

    /// <summary>Byte offset of the fault in the input.</summary>
    public long Offset { get; }
}

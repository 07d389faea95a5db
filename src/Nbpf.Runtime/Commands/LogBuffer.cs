using System.Text;
using Nbpf.Syscall;

namespace Nbpf.Runtime.Commands;

/// <summary>The log that a caller asks for with BPF_PROG_LOAD or BPF_BTF_LOAD (kernel/bpf/log.c, Linux 6.18).</summary>
internal static class LogBuffer
{
    private const uint LevelMask = 0xf;
    private const uint FixedBuffer = 8;
    private const int MaximumBytes = int.MaxValue >> 1;

    /// <summary>Whether level and buffer go together: no unknown level, no buffer without a level, no buffer above 1 GiB. A level without a buffer asks for the size only.</summary>
    /// <param name="level">log_level</param>
    /// <param name="buffer">The buffer.</param>
    public static bool IsValid(uint level, ReadOnlySpan<byte> buffer) =>
        (level & ~LevelMask) == 0 && (buffer.IsEmpty || level != 0) && buffer.Length <= MaximumBytes;

    /// <summary>
    /// Gives the log to the caller, NUL-terminated. Where it does not fit, a fixed buffer gets its head, a rotating one its tail, and the command's
    /// answer is ENOSPC whatever it was.
    /// </summary>
    /// <param name="text">The log.</param>
    /// <param name="level">log_level</param>
    /// <param name="buffer">The buffer; empty when the caller has none.</param>
    /// <param name="trueSize">Receives the bytes the whole log takes with its NUL; 0 without a level.</param>
    /// <returns>ENOSPC or none.</returns>
    public static Errno Write(string text, uint level, Span<byte> buffer, out uint trueSize)
    {
        trueSize = 0;
        if (level == 0)
        {
            return Errno.None;
        }

        ReadOnlySpan<byte> bytes = Encoding.UTF8.GetBytes(text);
        trueSize = bytes.IsEmpty ? 0 : (uint)bytes.Length + 1;
        if (buffer.IsEmpty)
        {
            return Errno.None;
        }

        bool fits = bytes.Length < buffer.Length;
        if (!fits)
        {
            bytes = (level & FixedBuffer) != 0 ? bytes[..(buffer.Length - 1)] : bytes[^(buffer.Length - 1)..];
        }

        bytes.CopyTo(buffer);
        buffer[bytes.Length] = 0;
        return fits ? Errno.None : Errno.ENOSPC;
    }
}

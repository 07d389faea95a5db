using System.Buffers;
using System.Text.Unicode;

namespace Nbpf.Syscall;

/// <summary>A path as bpf(2) takes it: bytes without a NUL. Text that cannot be written so names no file, rather than another one.</summary>
public static class PathBytes
{
    private const int LongestUtf8 = 3;

    /// <summary>Writes a path in UTF-8, a NUL behind it.</summary>
    /// <param name="path">The path.</param>
    /// <returns>Its bytes; null when it holds a NUL or half a surrogate pair, which is EINVAL on this boundary.</returns>
    public static byte[]? Of(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        byte[] bytes = new byte[path.Length * LongestUtf8 + 1];
        OperationStatus status = Utf8.FromUtf16(path, bytes, out _, out int length, replaceInvalidSequences: false);
        return status == OperationStatus.Done && !bytes.AsSpan(0, length).Contains((byte)0) ? bytes[..(length + 1)] : null;
    }
}

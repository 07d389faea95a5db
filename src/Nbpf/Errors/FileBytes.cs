namespace Nbpf;

/// <summary>
/// Reads files whole that others may have made: a device without an end, a pipe or a file that grows takes no more memory than the limit.
/// </summary>
public static class FileBytes
{
    /// <summary>The most that is read of a file: 256 MiB, many times what the largest object, packet or BTF has.</summary>
    public const int MaximumBytes = 256 << 20;

    private const int FirstBufferBytes = 1 << 16;

    /// <summary>Reads a file from its beginning to its end, whatever length its directory tells.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="BpfFormatException">It has more than <see cref="MaximumBytes"/>.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read, or is a directory.</exception>
    /// <exception cref="ArgumentException">The path is empty or holds a NUL.</exception>
    public static byte[] Read(string path)
    {
        // Files of /proc and pipes have no length; that of others is a hint, since they may change meanwhile.
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        long length = file.CanSeek ? file.Length : 0;
        return length > MaximumBytes ? throw TooLong(path) : Read(file, path, length > 0 ? (int)length : FirstBufferBytes);
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">The stream; stays the caller's.</param>
    /// <param name="name">What the stream is, for the error.</param>
    /// <exception cref="BpfFormatException">It has more than <see cref="MaximumBytes"/>.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static byte[] Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Read(stream, name, FirstBufferBytes);
    }

    private static byte[] Read(Stream stream, string name, int expected)
    {
        byte[] bytes = new byte[expected];
        int read = 0;
        while (true)
        {
            read += stream.ReadAtLeast(bytes.AsSpan(read), bytes.Length - read, throwOnEndOfStream: false);
            int next = read < bytes.Length ? -1 : stream.ReadByte();
            if (next < 0)
            {
                Array.Resize(ref bytes, read);
                return bytes;
            }

            if (read == MaximumBytes) throw TooLong(name);
            Array.Resize(ref bytes, (int)Math.Min(2L * Math.Max(read, FirstBufferBytes), MaximumBytes));
            bytes[read++] = (byte)next;
        }
    }

    private static BpfFormatException TooLong(string name) => new($"{name}: a file of at most {MaximumBytes >> 20} MiB expected", MaximumBytes);
}

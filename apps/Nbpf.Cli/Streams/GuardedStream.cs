namespace Nbpf.Cli.Streams;

/// <summary>A standard stream, opened when it is first used; its failures go to one place, with their reason in a few words.</summary>
/// <param name="open">Opens it.</param>
/// <param name="fail">Takes the reason of a failure; where it returns, what was to be written is dropped and the input has ended.</param>
internal sealed class GuardedStream(Func<Stream> open, Action<string> fail) : Stream
{
    private Stream? inner;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        try
        {
            return (inner ??= open()).Read(buffer);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            fail(Reason(failure));
            return 0;
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            (inner ??= open()).Write(buffer);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            fail(Reason(failure));
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        // Console streams hold nothing back.
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    // EBADF arrives as a denied access; an I/O error's message has the path of a stream behind it, which says nothing here.
    private static string Reason(Exception failure) => failure is UnauthorizedAccessException ? "it is closed" : failure.Message.Split(" : ")[0];
}

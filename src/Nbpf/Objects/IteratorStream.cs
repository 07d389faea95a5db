using Nbpf.Syscall;

namespace Nbpf;

/// <summary>Reads what an iterator program prints. Disposing closes the iterator.</summary>
internal sealed class IteratorStream(IBpf kernel, int fd, string name) : Stream
{
    private readonly BpfHandle _handle = new(kernel, fd);

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    /// <exception cref="BpfException">The kernel or the program stopped the iteration.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (true)
        {
            SysResult result = kernel.Read(_handle.Fd, buffer);
            if (!result.IsError) return result.Value;

            // The kernel pauses after a million objects that printed nothing.
            if (result.Errno != Errno.EAGAIN) throw new BpfException(result.Errno, "read iterator of", name);
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _handle.Dispose();
        base.Dispose(disposing);
    }
}

using System.Runtime.InteropServices;
using Nbpf.Syscall;

namespace Nbpf;

/// <summary>Owns a file descriptor of a kernel and closes it once.</summary>
internal sealed class BpfHandle : SafeHandle
{
    private readonly IBpf _kernel;

    internal BpfHandle(IBpf kernel, int fd)
        : base(-1, ownsHandle: true)
    {
        _kernel = kernel;
        SetHandle(fd);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle < 0;

    /// <summary>The file descriptor.</summary>
    /// <exception cref="ObjectDisposedException">It was closed.</exception>
    internal int Fd
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return (int)handle;
        }
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => !_kernel.Close((int)handle).IsError;
}

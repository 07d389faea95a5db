namespace Nbpf.Syscall;

/// <summary>Waits until file descriptors have something to read, or space to write to, as epoll(7) does. Thread-safe; one thread waits at a time.</summary>
public interface IBpfPoll : IDisposable
{
    /// <summary>Watches a file descriptor: EEXIST when it is watched already, EPERM when it cannot be waited for.</summary>
    /// <param name="fd">A ring buffer, or what else the kernel can wait for.</param>
    /// <param name="forSpace">False to wait for data (EPOLLIN), true for space to write to (EPOLLOUT: a user ring buffer).</param>
    /// <remarks>
    /// Data that is there ends every wait (level-triggered). Space ends a wait when some was made since the last one (edge-triggered):
    /// one who needs more than there is would spin otherwise.
    /// </remarks>
    SysResult Add(int fd, bool forSpace = false);

    /// <summary>Watches it no longer: ENOENT when it was not watched.</summary>
    /// <param name="fd">The file descriptor.</param>
    SysResult Remove(int fd);

    /// <summary>Waits until at least one file descriptor is ready, the time is up or <see cref="Wake"/> is called.</summary>
    /// <param name="ready">Receives the ready file descriptors.</param>
    /// <param name="timeoutMilliseconds">The longest wait; 0 only looks, -1 has no end.</param>
    /// <returns>How many are ready; 0 after the time or a <see cref="Wake"/>.</returns>
    SysResult Wait(Span<int> ready, int timeoutMilliseconds);

    /// <summary>Ends a wait of another thread, or the next one when there is none now.</summary>
    void Wake();
}

using Nbpf.Syscall;

namespace Nbpf.Verification;

/// <summary>Finds the maps that a program names by file descriptor or by index into its fd array.</summary>
public interface IMapResolver
{
    /// <summary>Resolves a file descriptor: EBADF when it is not open, EINVAL when it is not a map.</summary>
    /// <param name="fd">The file descriptor in the instruction's immediate.</param>
    /// <param name="map">Receives the map.</param>
    Errno ByFd(int fd, out IMapFacts? map);

    /// <summary>Resolves an index into the load's fd array: EPROTO without one, EFAULT past its end.</summary>
    /// <param name="index">The index in the instruction's immediate.</param>
    /// <param name="map">Receives the map.</param>
    Errno ByIndex(int index, out IMapFacts? map);
}

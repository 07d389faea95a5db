using Nbpf.Syscall;

namespace Nbpf.Verification.Tests.Programs;

/// <summary>File descriptor N is the N-th map; there is no fd array.</summary>
internal sealed class TestMapResolver(IReadOnlyList<TestMap> maps) : IMapResolver
{
    public Errno ByFd(int fd, out IMapFacts? map)
    {
        map = fd >= 0 && fd < maps.Count ? maps[fd] : null;
        return map is null ? Errno.EBADF : Errno.None;
    }

    public Errno ByIndex(int index, out IMapFacts? map)
    {
        map = null;
        return Errno.EPROTO;
    }
}

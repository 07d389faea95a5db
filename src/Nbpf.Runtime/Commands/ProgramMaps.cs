using Nbpf.Runtime.Maps;
using Nbpf.Runtime.Objects;
using Nbpf.Syscall;
using Nbpf.Verification;

namespace Nbpf.Runtime.Commands;

/// <summary>Finds the maps that a program under load names, and holds a reference to each until it is disposed or the program takes them over.</summary>
/// <param name="objects">The kernel's objects.</param>
/// <param name="fdArray">fd_array of the load.</param>
internal sealed class ProgramMaps(ObjectTable objects, ReadOnlyMemory<int> fdArray) : IMapResolver, IDisposable
{
    private readonly HashSet<KernelMap> held = [];

    /// <inheritdoc/>
    public Errno ByFd(int fd, out IMapFacts? map)
    {
        Errno error = objects.Acquire(fd, out KernelMap? found);
        map = found;
        if (error == Errno.None && !held.Add(found!))
        {
            found!.Put();
        }

        return error;
    }

    /// <inheritdoc/>
    public Errno ByIndex(int index, out IMapFacts? map)
    {
        map = null;
        if (fdArray.IsEmpty)
        {
            return Errno.EPROTO;
        }

        return (uint)index >= (uint)fdArray.Length ? Errno.EFAULT : ByFd(fdArray.Span[index], out map);
    }

    /// <summary>The references now belong to the program.</summary>
    /// <param name="used">The maps that the program holds.</param>
    public void HandOver(IEnumerable<KernelMap> used) => held.ExceptWith(used);

    /// <summary>Drops the references still held.</summary>
    public void Dispose()
    {
        foreach (KernelMap map in held)
        {
            map.Put();
        }

        held.Clear();
    }
}

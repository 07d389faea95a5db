using Nbpf.Syscall;

namespace Nbpf.Loading;

/// <summary>The types of a kernel module, read when they are first asked for.</summary>
/// <param name="info">What the kernel tells of its BTF object.</param>
/// <param name="kernelTypes">The kernel's own types, which a module's go on from.</param>
/// <param name="handle">The open object; owned.</param>
internal sealed class ModuleTypes(BtfInfo info, Btf kernelTypes, BpfHandle handle) : IDisposable
{
    private readonly Lazy<Btf> _types = new(() => Btf.Parse(info.Bytes.AsMemory(), kernelTypes));

    /// <summary>The module's name.</summary>
    internal string Name => info.Name;

    /// <summary>Its types, on top of the kernel's.</summary>
    internal Btf Types => _types.Value;

    /// <summary>File descriptor of its BTF object.</summary>
    internal int Fd => handle.Fd;

    /// <summary>Closes the object.</summary>
    public void Dispose() => handle.Dispose();
}

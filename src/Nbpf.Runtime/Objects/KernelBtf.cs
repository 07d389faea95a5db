using Nbpf.Syscall;

namespace Nbpf.Runtime.Objects;

/// <summary>A BTF object that was loaded (struct btf in Linux).</summary>
internal sealed class KernelBtf : KernelObject, IBtfTypes
{
    /// <summary>Makes the object.</summary>
    /// <param name="table">The kernel's objects.</param>
    /// <param name="types">Its contents.</param>
    public KernelBtf(ObjectTable table, Btf types)
        : base(table) => Types = types;

    /// <inheritdoc/>
    public override BpfObjectKind Kind => BpfObjectKind.Btf;

    /// <inheritdoc/>
    public bool IsKernel => false;

    /// <summary>Its contents.</summary>
    public Btf Types { get; }

    /// <inheritdoc/>
    public bool TryGetShape(uint typeId, out BtfTypeShape shape)
    {
        shape = default;
        if (typeId > Types.TypeCount || !Types.TryGetSize(typeId, out uint size))
        {
            return false;
        }

        BtfType type = Types.Resolve(typeId);
        shape = type.Kind == BtfKind.Int
            ? new BtfTypeShape(type.Kind, size, type.Integer.Bits, type.Integer.BitOffset)
            : new BtfTypeShape(type.Kind, size);
        return true;
    }

    /// <inheritdoc/>
    protected override void Release()
    {
        // Its contents are managed memory.
    }
}

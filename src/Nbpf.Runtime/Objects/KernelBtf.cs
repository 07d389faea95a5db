using Nbpf.Runtime.Memory;
using Nbpf.Syscall;

namespace Nbpf.Runtime.Objects;

/// <summary>A BTF object that was loaded (struct btf in Linux).</summary>
internal sealed class KernelBtf : KernelObject, IBtfTypes
{
    // What a byte takes in memory, with the table of types beside it.
    private const ulong MemoryPerByte = 4;

    private readonly NativeHeap heap;

    private KernelBtf(NativeHeap heap, ObjectTable objects, Btf types)
        : base(objects)
    {
        this.heap = heap;
        Types = types;
    }

    /// <summary>Makes the object; null when the kernel's memory has no room for it.</summary>
    /// <param name="heap">The kernel's memory.</param>
    /// <param name="objects">Its objects.</param>
    /// <param name="types">Its contents.</param>
    public static KernelBtf? TryCreate(NativeHeap heap, ObjectTable objects, Btf types) => heap.TryCharge(Charge(types)) ? new KernelBtf(heap, objects, types) : null;

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
    protected override void Release() => heap.Uncharge(Charge(Types));

    private static ulong Charge(Btf types) => (ulong)types.Bytes.Length * MemoryPerByte;
}

using System.Runtime.CompilerServices;
using Nbpf.Verification.Domains;

namespace Nbpf.Verification.State;

/// <summary>
/// What is known of a register or a spilled slot on one path. No references inside, so that frames copy as plain memory;
/// maps are named by their index in the <see cref="MapTable"/>.
/// </summary>
internal struct RegisterState
{
    /// <summary>Flag in <see cref="Id"/>: the value is that of the base id plus <see cref="Offset"/>, in 64 bits.</summary>
    public const uint LinkOffset64 = 1u << 31;

    /// <summary>Flag in <see cref="Id"/>: the value is that of the base id plus <see cref="Offset"/>, in 32 bits.</summary>
    public const uint LinkOffset32 = 1u << 30;

    /// <summary>Both offset flags.</summary>
    public const uint LinkOffset = LinkOffset64 | LinkOffset32;

    /// <summary><see cref="Extent"/> of a packet pointer that a comparison placed at the packet's end or beyond.</summary>
    public const int AtPacketEnd = -1;

    /// <summary><see cref="Extent"/> of a packet pointer that a comparison placed beyond the packet's end.</summary>
    public const int BeyondPacketEnd = -2;

    /// <summary>What it holds.</summary>
    public RegisterType Type;

    /// <summary>For scalars: some later check relied on the value, so pruning must compare it.</summary>
    public bool IsPrecise;

    /// <summary>For stack pointers: the number of the frame pointed into.</summary>
    public byte Frame;

    private short _map;

    /// <summary>Pointers: fixed part of the offset in bytes. Scalars with a link flag in <see cref="Id"/>: difference to the linked value.</summary>
    public int Offset;

    /// <summary>
    /// Identity shared by copies, with link flags; 0 for none. Scalars with one identity are the same number, or differ by
    /// <see cref="Offset"/>: whoever copies a scalar and may change its value drops it (<see cref="ClearScalarId"/>).
    /// </summary>
    public uint Id;

    /// <summary>Packet pointers: bytes proven accessible. Memory: size in bytes. Functions: subprogram number.</summary>
    public int Extent;

    /// <summary>The reference that the pointer holds, shared by copies; 0 for none. Released, it takes all of them along.</summary>
    public uint ReferenceId;

    /// <summary>Scalars: the value. Pointers: the variable part of the offset.</summary>
    public ScalarBounds Bounds;

    /// <summary>Map pointers, values and keys: index in the <see cref="MapTable"/>.</summary>
    public int Map
    {
        readonly get => _map;
        set => _map = (short)value;
    }

    /// <summary>The kind of what it holds.</summary>
    public readonly RegisterKind Kind => Type.Kind;

    /// <summary>The pointer may be NULL and has to be tested before use.</summary>
    public readonly bool MayBeNull => Type.Has(RegisterModifiers.MayBeNull);

    /// <summary>The pointer holds a reference that it can be released by.</summary>
    public readonly bool HoldsReference => ReferenceId != 0 && !Type.Has(RegisterModifiers.Sum);

    /// <summary>True for any pointer.</summary>
    public readonly bool IsPointer => Kind > RegisterKind.Scalar;

    /// <summary>True for a scalar known to be 0, which stands for NULL.</summary>
    public readonly bool IsNull => Kind == RegisterKind.Scalar && Bounds.IsConstant && Bounds.ConstantValue == 0;

    /// <summary>True for a scalar with one possible value.</summary>
    public readonly bool IsConstant => Kind == RegisterKind.Scalar && Bounds.IsConstant;

    /// <summary>True for a pointer to packet bytes or metadata.</summary>
    public readonly bool IsPacketPointer => Kind is RegisterKind.Packet or RegisterKind.PacketMeta;

    /// <summary>
    /// True for pointers that are surely not NULL: kinds with a non-null base whose variable offset is too small to wrap to 0.
    /// </summary>
    public readonly bool IsKnownNonNull => !MayBeNull
        && (Kind is RegisterKind.MapValue or RegisterKind.MapKey or RegisterKind.MapPointer or RegisterKind.Memory)
        && Bounds.SMin > -Limits.MaxVariableOffset && Bounds.SMax < Limits.MaxVariableOffset;

    /// <summary><see cref="Id"/> without link flags.</summary>
    public readonly uint BaseId => Id & ~LinkOffset;

    /// <summary>Nothing readable.</summary>
    public void SetNotInitialised()
    {
        this = default;
        Bounds.SetUnknown();
    }

    /// <summary>Any number.</summary>
    public void SetUnknown()
    {
        this = default;
        Type = RegisterKind.Scalar;
        Bounds.SetUnknown();
    }

    /// <summary>One number.</summary>
    public void SetConstant(ulong value)
    {
        this = default;
        Type = RegisterKind.Scalar;
        Bounds.SetConstant(value);
    }

    /// <summary>A pointer with offset 0.</summary>
    public void SetPointer(RegisterType type)
    {
        this = default;
        Type = type;
        Bounds.SetConstant(0);
    }

    /// <summary>Drops the identity and its link.</summary>
    public void ClearScalarId()
    {
        Id = 0;
        Offset = 0;
    }

    /// <summary>Equal in all but identities, frame and precision: what Linux compares with memcmp.</summary>
    public static bool SameShape(in RegisterState a, in RegisterState b) =>
        SameObject(a, b) && a.Bounds == b.Bounds;

    /// <summary>Equal in what comes before the variable part: type, fixed offset and what is pointed to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool SameObject(in RegisterState a, in RegisterState b) =>
        a.Type == b.Type && a.Offset == b.Offset && a.Extent == b.Extent && a.Map == b.Map;
}

using Nbpf.Syscall;
using Nbpf.Verification.Log;
using Nbpf.Verification.Session;
using Nbpf.Verification.State;

namespace Nbpf.Verification.Checks;

/// <summary>One access to memory through a register: what may be accessed, and what a load yields.</summary>
internal static class MemoryAccess
{
    /// <summary>No register is involved: unknown or immediate data is written, or what is read does not matter.</summary>
    public const int NoRegister = -1;

    /// <summary>Checks an access and applies its effect.</summary>
    /// <param name="session">The session.</param>
    /// <param name="pointerRegister">The base register.</param>
    /// <param name="offset">The instruction's offset.</param>
    /// <param name="sizeBytes">1, 2, 4 or 8.</param>
    /// <param name="isWrite">True for a store.</param>
    /// <param name="valueRegister">The register stored or loaded, or <see cref="NoRegister"/>.</param>
    /// <param name="strictOnce">The access must be aligned.</param>
    /// <param name="signExtends">The load sign-extends.</param>
    public static bool Check(
        VerificationSession session,
        int pointerRegister,
        int offset,
        int sizeBytes,
        bool isWrite,
        int valueRegister,
        bool strictOnce = false,
        bool signExtends = false)
    {
        ref RegisterState pointer = ref session.Registers[pointerRegister];
        if (!AlignmentChecks.Check(session, pointer, offset, sizeBytes, strictOnce))
            return false;

        int at = offset + pointer.Offset;
        int loaded = isWrite ? NoRegister : valueRegister;
        bool allowed;
        if (pointer.MayBeNull)
        {
            allowed = RejectPointer(session, pointerRegister);
        }
        else
        {
            allowed = KindRules.Of(pointer.Kind).Memory switch
            {
                MemoryBehind.MapKey => AccessMapKey(session, pointerRegister, at, sizeBytes, isWrite, loaded),
                MemoryBehind.MapValue => AccessMapValue(session, pointerRegister, at, sizeBytes, isWrite, loaded, signExtends),
                MemoryBehind.Block => AccessMemory(session, pointerRegister, at, sizeBytes, isWrite, loaded),
                MemoryBehind.Context => AccessContext(session, pointerRegister, at, sizeBytes, isWrite, loaded, signExtends),
                MemoryBehind.Stack => StackBoundsChecks.Check(session, pointerRegister, at, sizeBytes, isWrite)
                    && (isWrite
                        ? StackAccess.Store(session, pointerRegister, at, sizeBytes, valueRegister)
                        : StackAccess.Load(session, pointerRegister, at, sizeBytes, valueRegister)),
                MemoryBehind.Packet => AccessPacket(session, pointerRegister, at, sizeBytes, isWrite, loaded),
                MemoryBehind.MapFields => RejectMapFields(session, pointerRegister, at, isWrite),
                _ => RejectPointer(session, pointerRegister),
            };
        }

        if (!allowed)
            return false;
        if (loaded != NoRegister && sizeBytes < 8)
            Resize(ref session.Registers[loaded], sizeBytes, signExtends);
        return true;
    }

    /// <summary>
    /// Remembers through which kind of pointer an instruction accesses memory: the context must be the context on every path,
    /// since such accesses are rewritten.
    /// </summary>
    public static bool RecordPointerKind(VerificationSession session, RegisterKind kind)
    {
        ref InstructionAnnotations annotation = ref session.Annotation;
        if (annotation.Pointer == RegisterKind.NotInitialised)
        {
            annotation.Pointer = kind;
            return true;
        }

        if (annotation.Pointer == kind)
            return true;
        if (annotation.Pointer == RegisterKind.Context || kind == RegisterKind.Context)
            return session.Reject(Errno.EINVAL, "same insn cannot be used with different pointers");
        annotation.HasSeveralPointers = true;
        return true;
    }

    /// <summary>Whether packet memory may be accessed by the program, or passed to a helper.</summary>
    public static bool MayAccessPacket(VerificationSession session, HelperPrototype? helper, bool isWrite)
    {
        ProgramTypeFacts type = session.Request.ProgramType;
        if (isWrite ? !type.MayWritePacket : !type.MayReadPacket)
            return false;
        if (helper is not null)
            return helper.AcceptsPacketMemory;
        if (isWrite)
            session.WritesPacket = true;
        return true;
    }

    private static bool RejectPointer(VerificationSession session, int pointerRegister) => session.Reject(
        Errno.EACCES, $"R{pointerRegister} invalid mem access '{RegisterText.TypeName(session.Registers[pointerRegister])}'");

    private static bool RejectMapFields(VerificationSession session, int pointerRegister, int at, bool isWrite)
    {
        string? type = session.Maps[session.Registers[pointerRegister].Map].Type switch
        {
            MapType.Array or MapType.PerCpuArray or MapType.ProgramArray or MapType.PerfEventArray or MapType.CgroupArray or MapType.ArrayOfMaps => "bpf_array",
            MapType.Hash or MapType.PerCpuHash or MapType.LruHash or MapType.LruPerCpuHash or MapType.HashOfMaps => "bpf_htab",
            _ => null,
        };
        if (type is not null && at < 0)
            return session.Reject(Errno.EACCES, $"R{pointerRegister} is {type} invalid negative access: off={at}");
        if (type is not null && isWrite)
            return session.Reject(Errno.EACCES, $"only read from {type} is supported");
        return session.Reject(Errno.EACCES, $"R{pointerRegister} access to the fields of a map is not supported yet", LoadOutcome.NotModelled);
    }

    /// <summary>
    /// Cuts what was loaded to its size and extends it. Sound for a fill from the stack, which brings the spilled number's identity along:
    /// it stays only where the extension gives that number back on every path (Linux keeps it for sign-extending fills that do not).
    /// </summary>
    private static void Resize(ref RegisterState register, int sizeBytes, bool signExtends)
    {
        if (register.Kind != RegisterKind.Scalar)
            return;
        if (!register.Bounds.IsUnchangedByExtension(sizeBytes * 8, signExtends))
            register.ClearScalarId();
        if (signExtends)
            register.Bounds.SignExtendTo64(sizeBytes);
        else
            register.Bounds.TruncateToSize(sizeBytes);
    }

    private static void LoadUnknown(VerificationSession session, int loaded)
    {
        if (loaded != NoRegister)
            session.Registers[loaded].SetUnknown();
    }

    private static bool AccessMapKey(VerificationSession session, int pointerRegister, int at, int sizeBytes, bool isWrite, int loaded)
    {
        if (isWrite)
            return session.Reject(Errno.EACCES, $"write to change key R{pointerRegister} not allowed");
        uint keySize = session.Maps[session.Registers[pointerRegister].Map].KeySize;
        if (!MemoryBoundsChecks.CheckRegion(session, pointerRegister, at, sizeBytes, keySize, zeroAllowed: false))
            return false;
        LoadUnknown(session, loaded);
        return true;
    }

    private static bool AccessMapValue(VerificationSession session, int pointerRegister, int at, int sizeBytes, bool isWrite, int loaded, bool signExtends)
    {
        ref RegisterState pointer = ref session.Registers[pointerRegister];
        IMapFacts map = session.Maps[pointer.Map];
        if (!MemoryBoundsChecks.CheckMapAccess(session, pointerRegister, at, sizeBytes, isWrite)
            || !MemoryBoundsChecks.CheckRegion(session, pointerRegister, at, sizeBytes, map.ValueSize, zeroAllowed: false))
        {
            return false;
        }

        if (loaded == NoRegister)
            return true;

        // Only a map the program names itself has known contents; a template's are not those of the maps it stands for.
        if (pointer.Bounds.IsConstant && map.IsFrozen && map.Flags.HasFlag(MapFlags.ReadOnlyProgram) && !session.Maps.IsTemplate(pointer.Map))
        {
            // An array of several elements is one that may have known contents, but Linux can only tell those of a single one (bpf_map_direct_read).
            Errno direct = map.CheckDirectValue(0);
            if (direct == Errno.ENOTSUPP)
                return session.RejectSilently(direct, "a frozen read-only array of several elements cannot be read");
            if (direct == Errno.None && map.TryReadConstant((uint)(at + (long)pointer.Bounds.ConstantValue), sizeBytes, out ulong value))
            {
                session.Registers[loaded].SetConstant(signExtends ? SignExtend(value, sizeBytes) : value);
                return true;
            }
        }

        LoadUnknown(session, loaded);
        return true;
    }

    private static ulong SignExtend(ulong value, int sizeBytes) => sizeBytes switch
    {
        1 => (ulong)(sbyte)value,
        2 => (ulong)(short)value,
        4 => (ulong)(int)value,
        _ => value,
    };

    private static bool AccessMemory(VerificationSession session, int pointerRegister, int at, int sizeBytes, bool isWrite, int loaded)
    {
        ref RegisterState pointer = ref session.Registers[pointerRegister];
        if (isWrite && pointer.Type.Has(RegisterModifiers.ReadOnly))
            return session.Reject(Errno.EACCES, $"R{pointerRegister} cannot write into {RegisterText.TypeName(pointer)}");
        if (!MemoryBoundsChecks.CheckRegion(session, pointerRegister, at, sizeBytes, (uint)pointer.Extent, zeroAllowed: false))
            return false;
        LoadUnknown(session, loaded);
        return true;
    }

    private static bool AccessContext(VerificationSession session, int pointerRegister, int at, int sizeBytes, bool isWrite, int loaded, bool signExtends)
    {
        if (!MemoryBoundsChecks.CheckUnmodified(session, pointerRegister))
            return false;
        VerificationRequest request = session.Request;
        bool valid = request.ProgramType.IsValidContextAccess(at, sizeBytes, isWrite, request.ExpectedAttachType, out ContextValue value)
            && (!signExtends || value == ContextValue.Scalar);
        if (!valid)
            return session.Reject(Errno.EACCES, $"invalid bpf_context access off={at} size={sizeBytes}");
        if (loaded == NoRegister)
            return true;
        switch (value)
        {
            case ContextValue.Packet:
                session.Registers[loaded].SetPointer(RegisterKind.Packet);
                break;
            case ContextValue.PacketMeta:
                session.Registers[loaded].SetPointer(RegisterKind.PacketMeta);
                break;
            case ContextValue.PacketEnd:
                session.Registers[loaded].SetPointer(RegisterKind.PacketEnd);
                break;
            case ContextValue.Scalar:
                session.Registers[loaded].SetUnknown();
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }

        return true;
    }

    private static bool AccessPacket(VerificationSession session, int pointerRegister, int at, int sizeBytes, bool isWrite, int loaded)
    {
        if (isWrite && !MayAccessPacket(session, null, isWrite: true))
            return session.Reject(Errno.EACCES, "cannot write into packet");
        if (!MemoryBoundsChecks.CheckPacket(session, pointerRegister, at, sizeBytes, zeroAllowed: false))
            return false;
        LoadUnknown(session, loaded);
        return true;
    }
}

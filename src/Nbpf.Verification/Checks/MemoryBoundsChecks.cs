using Nbpf.Syscall;
using Nbpf.Verification.Log;
using Nbpf.Verification.Session;
using Nbpf.Verification.State;

namespace Nbpf.Verification.Checks;

/// <summary>Bounds of regions that have a size: map values, keys, memory, proven packet bytes.</summary>
internal static class MemoryBoundsChecks
{
    /// <summary>All places a pointer can have lie inside a region.</summary>
    /// <param name="session">The session.</param>
    /// <param name="registerNumber">The pointer.</param>
    /// <param name="offset">Fixed offset, the register's included.</param>
    /// <param name="sizeBytes">Bytes accessed.</param>
    /// <param name="regionBytes">Size of the region.</param>
    /// <param name="zeroAllowed">An access of no bytes is fine.</param>
    public static bool CheckRegion(VerificationSession session, int registerNumber, int offset, int sizeBytes, uint regionBytes, bool zeroAllowed)
    {
        ref RegisterState register = ref session.Registers[registerNumber];
        long smin = register.Bounds.SMin;
        if (smin < 0 && (smin == long.MinValue || smin + offset != (int)(smin + offset) || smin + offset < 0))
            return RejectNegative(session, registerNumber);
        if (!CheckOne(session, registerNumber, (int)(smin + offset), sizeBytes, regionBytes, zeroAllowed))
            return session.Reject(Errno.EACCES, $"R{registerNumber} min value is outside of the allowed memory range");
        if (register.Bounds.UMax >= (ulong)Limits.MaxVariableOffset)
        {
            return session.Reject(
                Errno.EACCES, $"R{registerNumber} unbounded memory access, make sure to bounds check any such access");
        }

        if (!CheckOne(session, registerNumber, (int)((long)register.Bounds.UMax + offset), sizeBytes, regionBytes, zeroAllowed))
            return session.Reject(Errno.EACCES, $"R{registerNumber} max value is outside of the allowed memory range");
        return true;
    }

    /// <summary>The bytes at a packet pointer's fixed offset were proven to lie before the packet's end.</summary>
    public static bool CheckPacket(VerificationSession session, int registerNumber, int offset, int sizeBytes, bool zeroAllowed)
    {
        ref RegisterState register = ref session.Registers[registerNumber];
        if (register.Bounds.SMin < 0)
            return RejectNegative(session, registerNumber);
        if (register.Extent < 0)
            return session.Reject(Errno.EINVAL, $"R{registerNumber} offset is outside of the packet");
        if (!CheckOne(session, registerNumber, offset, sizeBytes, (uint)register.Extent, zeroAllowed))
            return session.Reject(Errno.EACCES, $"R{registerNumber} offset is outside of the packet");
        return true;
    }

    /// <summary>The map lets programs read or write.</summary>
    public static bool CheckMapAccess(VerificationSession session, int registerNumber, int offset, int sizeBytes, bool isWrite)
    {
        IMapFacts map = session.Maps[session.Registers[registerNumber].Map];
        if (isWrite && map.Flags.HasFlag(MapFlags.ReadOnlyProgram))
            return session.Reject(Errno.EACCES, $"write into map forbidden, value_size={map.ValueSize} off={offset} size={sizeBytes}");
        if (!isWrite && map.Flags.HasFlag(MapFlags.WriteOnlyProgram))
            return session.Reject(Errno.EACCES, $"read from map forbidden, value_size={map.ValueSize} off={offset} size={sizeBytes}");
        return true;
    }

    /// <summary>A pointer that may only be used as it was given: no fixed, no variable offset.</summary>
    public static bool CheckUnmodified(VerificationSession session, int registerNumber)
    {
        ref RegisterState register = ref session.Registers[registerNumber];
        string type = RegisterText.TypeName(register);
        if (register.Offset < 0)
            return session.Reject(Errno.EACCES, $"negative offset {type} ptr R{registerNumber} off={register.Offset} disallowed");
        if (register.Offset != 0)
            return session.Reject(Errno.EACCES, $"dereference of modified {type} ptr R{registerNumber} off={register.Offset} disallowed");
        if (!register.Bounds.IsConstant || register.Bounds.ConstantValue != 0)
            return session.Reject(Errno.EACCES, $"variable {type} access var_off={register.Bounds.VarOff} disallowed");
        return true;
    }

    private static bool RejectNegative(VerificationSession session, int registerNumber) => session.Reject(
        Errno.EACCES,
        $"R{registerNumber} min value is negative, either use unsigned index or do a if (index >=0) check.");

    /// <summary>One place; writes the log's first line when it is outside, the caller rejects.</summary>
    private static bool CheckOne(VerificationSession session, int registerNumber, int offset, int sizeBytes, uint regionBytes, bool zeroAllowed)
    {
        if (offset >= 0 && (sizeBytes > 0 || (sizeBytes == 0 && zeroAllowed)) && (ulong)offset + (ulong)sizeBytes <= regionBytes)
            return true;
        ref RegisterState register = ref session.Registers[registerNumber];
        session.Explain(KindRules.Of(register.Kind).Memory switch
        {
            MemoryBehind.MapKey => $"invalid access to map key, key_size={regionBytes} off={offset} size={sizeBytes}",
            MemoryBehind.MapValue => $"invalid access to map value, value_size={regionBytes} off={offset} size={sizeBytes}",
            MemoryBehind.Packet =>
                $"invalid access to packet, off={offset} size={sizeBytes}, R{registerNumber}(id={register.Id},off={offset},r={regionBytes})",
            _ => $"invalid access to memory, mem_size={regionBytes} off={offset} size={sizeBytes}",
        });
        return false;
    }
}

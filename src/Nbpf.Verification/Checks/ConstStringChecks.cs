using Nbpf.Syscall;
using Nbpf.Verification.Session;
using Nbpf.Verification.State;

namespace Nbpf.Verification.Checks;

/// <summary>A string that must be constant: in a frozen map that programs only read, ended by NUL.</summary>
internal static class ConstStringChecks
{
    /// <summary>Checks the string a map value pointer points to.</summary>
    public static bool Check(VerificationSession session, int number)
    {
        ref RegisterState register = ref session.Registers[number];
        IMapFacts map = session.Maps[register.Map];
        if (!map.IsFrozen || !map.Flags.HasFlag(MapFlags.ReadOnlyProgram) || session.Maps.IsTemplate(register.Map))
            return session.Reject(Errno.EACCES, $"R{number} does not point to a readonly map'");
        if (!register.Bounds.IsConstant)
            return session.Reject(Errno.EACCES, $"R{number} is not a constant address'");
        if (map.CheckDirectValue(0) != Errno.None)
            return session.Reject(Errno.EACCES, "no direct value access support for this map type");

        long start = register.Offset + (long)register.Bounds.ConstantValue;
        if (!MemoryBoundsChecks.CheckRegion(session, number, register.Offset, (int)Math.Max(map.ValueSize - start, 0), map.ValueSize, zeroAllowed: false))
            return false;
        for (long at = start; at < map.ValueSize; at++)
        {
            if (!map.TryReadConstant((uint)at, 1, out ulong value))
                break;
            if (value == 0)
                return true;
        }

        return session.Reject(Errno.EINVAL, "string is not zero-terminated");
    }
}

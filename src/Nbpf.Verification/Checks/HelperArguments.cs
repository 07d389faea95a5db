using Nbpf.Syscall;
using Nbpf.Verification.Log;
using Nbpf.Verification.Precision;
using Nbpf.Verification.Session;
using Nbpf.Verification.State;

namespace Nbpf.Verification.Checks;

/// <summary>Arguments of a helper call against its prototype, r1 to r5 in order.</summary>
internal static class HelperArguments
{
    /// <summary>Checks all arguments.</summary>
    public static bool Check(VerificationSession session, HelperPrototype helper, ref HelperCallFindings findings)
    {
        for (int i = 0; i < helper.Arguments.Length; i++)
        {
            if (!CheckOne(session, helper, i, ref findings))
                return false;
        }

        return true;
    }

    private static bool CheckOne(VerificationSession session, HelperPrototype helper, int index, ref HelperCallFindings findings)
    {
        HelperArgument argument = helper.Arguments[index];
        int number = index + 1;
        if (argument.Kind == ArgumentKind.None)
            return true;
        if (!RegisterUse.CheckRead(session, number))
            return false;
        if (argument.Kind == ArgumentKind.Anything)
            return true;

        ref RegisterState register = ref session.Registers[number];
        if (register.Kind is RegisterKind.Packet or RegisterKind.PacketMeta && !MemoryAccess.MayAccessPacket(session, helper, isWrite: false))
            return session.Reject(Errno.EACCES, "helper access to the packet is not allowed");

        bool mayBeNull = argument.Traits.HasFlag(ArgumentTraits.MaybeNull) || argument.Kind == ArgumentKind.StackOrNull;
        if (mayBeNull && register.IsNull)
        {
            // Memory with a size argument needs no mark: with NULL the size is 0, and the size is precise.
            bool hasSize = index + 1 < helper.Arguments.Length
                && helper.Arguments[index + 1].Kind is ArgumentKind.Size or ArgumentKind.SizeOrZero;
            if (!hasSize)
                Backtracking.MarkNullPrecise(session, number);
        }
        else if (!CheckType(session, number, argument, mayBeNull) || !CheckOffset(session, number, argument))
            return false;
        return CheckReference(session, number, argument, ref findings) && CheckContents(session, helper, index, argument, ref findings);
    }

    private static bool CheckType(VerificationSession session, int number, HelperArgument argument, bool mayBeNull)
    {
        ref RegisterState register = ref session.Registers[number];
        if (ArgumentTypes.Accepts(argument, register.Type, mayBeNull))
            return true;
        return session.Reject(
            Errno.EACCES, $"R{number} type={RegisterText.TypeName(register)} expected={ArgumentTypes.Expected(argument.Kind)}");
    }

    private static bool CheckOffset(VerificationSession session, int number, HelperArgument argument)
    {
        ref RegisterState register = ref session.Registers[number];
        if (argument.Traits.HasFlag(ArgumentTraits.Release))
        {
            return register.Offset == 0
                ? MemoryBoundsChecks.CheckUnmodified(session, number)
                : session.Reject(Errno.EINVAL, $"R{number} must have zero offset when passed to release func or trusted arg to kfunc");
        }

        return KindRules.Of(register.Kind).TakesOffset || MemoryBoundsChecks.CheckUnmodified(session, number);
    }

    private static bool CheckReference(VerificationSession session, int number, HelperArgument argument, ref HelperCallFindings findings)
    {
        ref RegisterState register = ref session.Registers[number];
        if (argument.Traits.HasFlag(ArgumentTraits.Release))
        {
            if (!register.HoldsReference && !register.IsNull)
                return session.Reject(Errno.EINVAL, $"R{number} must be referenced when passed to release function");
            findings.ReleaseRegister = number;
        }

        if (!register.HoldsReference)
            return true;
        if (findings.ReferenceId != 0)
        {
            return session.RejectWithoutLineEnd(
                Errno.EACCES, $"more than one arg with ref_obj_id R{number} {register.ReferenceId} {findings.ReferenceId}");
        }

        findings.ReferenceId = register.ReferenceId;
        return true;
    }

    private static bool CheckContents(VerificationSession session, HelperPrototype helper, int index, HelperArgument argument, ref HelperCallFindings findings)
    {
        int number = index + 1;
        ref RegisterState register = ref session.Registers[number];
        switch (argument.Kind)
        {
            case ArgumentKind.ConstMapPointer:
                findings.Map = register.Map;
                return true;
            case ArgumentKind.MapKey:
                return CheckKey(session, number, ref findings);
            case ArgumentKind.MapValue:
                if (argument.Traits.HasFlag(ArgumentTraits.MaybeNull) && register.IsNull)
                    return true;
                if (findings.Map == HelperCallFindings.NoMap)
                    return session.Reject(Errno.EACCES, "invalid map_ptr to access map->value");
                findings.IsRaw = argument.Traits.HasFlag(ArgumentTraits.Uninitialised);
                return HelperMemoryChecks.Check(
                    session, number, (int)session.Maps[findings.Map].ValueSize, argument.Traits.HasFlag(ArgumentTraits.Write),
                    zeroAllowed: false, ref findings, mayDefer: true);
            case ArgumentKind.Memory:
                findings.IsRaw = argument.Traits.HasFlag(ArgumentTraits.Uninitialised);
                return argument.FixedSizeBytes == 0 || CheckFixed(session, number, argument, ref findings);
            case ArgumentKind.Size or ArgumentKind.SizeOrZero:
                return HelperMemoryChecks.CheckWithSize(
                    session, number, helper.Arguments[index - 1].Traits.HasFlag(ArgumentTraits.Write),
                    argument.Kind == ArgumentKind.SizeOrZero, ref findings);
            case ArgumentKind.AllocationSizeOrZero:
                if (!register.Bounds.IsConstant)
                    return session.Reject(Errno.EACCES, $"R{number} is not a known constant'");
                findings.MemorySize = (long)register.Bounds.ConstantValue;
                Backtracking.MarkPrecise(session, number);
                return true;
            case ArgumentKind.Callback:
                findings.Callback = register.Extent;
                return true;
            case ArgumentKind.ConstString:
                return ConstStringChecks.Check(session, number);
            default:
                return true;
        }
    }

    private static bool CheckFixed(VerificationSession session, int number, HelperArgument argument, ref HelperCallFindings findings)
    {
        if (!HelperMemoryChecks.Check(
            session, number, argument.FixedSizeBytes, argument.Traits.HasFlag(ArgumentTraits.Write), zeroAllowed: false, ref findings, mayDefer: true))
        {
            return false;
        }

        return !argument.Traits.HasFlag(ArgumentTraits.Aligned)
            || AlignmentChecks.Check(session, session.Registers[number], 0, argument.FixedSizeBytes, strictOnce: true);
    }

    private static bool CheckKey(VerificationSession session, int number, ref HelperCallFindings findings)
    {
        if (findings.Map == HelperCallFindings.NoMap)
            return session.Reject(Errno.EACCES, "invalid map_ptr to access map->key");
        IMapFacts map = session.Maps[findings.Map];
        findings.IsRaw = false;
        if (!HelperMemoryChecks.Check(session, number, (int)map.KeySize, isWrite: false, zeroAllowed: false, ref findings, mayDefer: false))
            return false;
        if (map.Type is MapType.Array or MapType.PerCpuArray && session.Maps.HasExactSize(findings.Map))
            findings.HasConstantKey = TryConstantKey(session, number, (int)map.KeySize, out findings.ConstantKey);
        return true;
    }

    /// <summary>
    /// A key on the stack that is one constant: zero bytes, or a spilled number of exactly the key's size. The number becomes
    /// precise, since the result relies on it.
    /// </summary>
    private static bool TryConstantKey(VerificationSession session, int number, int keySize, out long key)
    {
        key = 0;
        ref RegisterState pointer = ref session.Registers[number];
        if (pointer.Kind != RegisterKind.Stack || !pointer.Bounds.IsConstant)
            return false;
        int first = -(pointer.Offset + (int)pointer.Bounds.ConstantValue) - 1;
        ref StackSlot slot = ref session.FrameOf(pointer).Stack[first / 8];
        if (CountDown(slot, first % 8, StackByte.Zero) >= keySize)
            return true;
        if (!slot.HasScalarSpill || CountDown(slot, first % 8, StackByte.Spill) != keySize || !slot.Spilled.Bounds.IsConstant)
            return false;
        key = (long)slot.Spilled.Bounds.ConstantValue;
        Backtracking.MarkSlotPrecise(session, pointer.Frame, first / 8);
        return true;
    }

    private static int CountDown(in StackSlot slot, int from, StackByte kind)
    {
        int count = 0;
        while (from - count >= 0 && slot[from - count] == kind)
            count++;
        return count;
    }
}

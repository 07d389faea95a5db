using Nbpf.Isa;
using Nbpf.Syscall;
using Nbpf.Verification.Cfg;
using Nbpf.Verification.Checks;
using Nbpf.Verification.Precision;
using Nbpf.Verification.Pruning;
using Nbpf.Verification.Session;
using Nbpf.Verification.State;

namespace Nbpf.Verification.Transfer;

/// <summary>Calls of helpers: may it be called, are its arguments safe, what does it leave behind.</summary>
internal static class HelperCalls
{
    private const int MaximumErrno = 4095;

    /// <summary>Explores one call.</summary>
    public static bool Apply(VerificationSession session, Checkpoints checkpoints, in Instruction instruction)
    {
        if (!CheckAvailable(session, instruction.Immediate, out HelperPrototype? found))
            return false;
        HelperPrototype helper = found!; // set where it may be called
        HelperCallFindings findings = default;
        findings.Map = HelperCallFindings.NoMap;
        if (!HelperArguments.Check(session, helper, ref findings)
            || !RecordMap(session, helper, findings)
            || !RecordTailCall(session, helper, findings)
            || !InitialiseRawStack(session, findings)
            || !ReleaseArgument(session, helper, findings)
            || !CheckFlags(session, helper)
            || (helper.IsTailCall && !ReferenceLeaks.Check(session, "tail_call"))
            || !CallBack(session, helper, findings))
        {
            return false;
        }

        RegisterUse.ClearCallerSaved(session, session.Path.Top);
        if (!SetResult(session, helper, findings))
            return false;
        if (findings.Map != HelperCallFindings.NoMap && !MapHelperRules.Allows(session.Maps[findings.Map].Type, helper.Id))
        {
            return session.Reject(
                Errno.EINVAL, $"cannot pass map_type {(int)session.Maps[findings.Map].Type} into func {helper.Name}#{(int)helper.Id}");
        }

        if (helper.ChangesPacketData)
            InvalidatePacketPointers(session.Path);
        return EarlyExit.At(instruction) is not { } exit || EarlyReturns.Explore(session, checkpoints, exit);
    }

    /// <summary>The packet may have moved: every pointer into it, in every frame, becomes a number.</summary>
    public static void InvalidatePacketPointers(PathState path)
    {
        for (int number = 0; number <= path.CurrentFrame; number++)
        {
            FrameState frame = path.Frames[number]!;
            for (int i = 0; i < frame.Registers.Length; i++)
                Invalidate(ref frame.Registers[i]);
            for (int i = 0; i < frame.SlotCount; i++)
            {
                if (frame.Stack[i].HasSpill)
                    Invalidate(ref frame.Stack[i].Spilled);
            }
        }
    }

    private static void Invalidate(ref RegisterState register)
    {
        if (register.Kind is RegisterKind.Packet or RegisterKind.PacketMeta or RegisterKind.PacketEnd)
            register.SetUnknown();
    }

    private static bool CheckAvailable(VerificationSession session, int id, out HelperPrototype? helper)
    {
        helper = session.Request.Helpers.Find(id);
        VerificationRequest request = session.Request;
        if (id < 0 || id >= HelperNumbers.End)
            return session.Reject(Errno.EINVAL, $"invalid func unknown#{id}");
        if (!request.ProgramType.AllowsHelper((HelperId)id, request.ExpectedAttachType))
            return session.Reject(Errno.EINVAL, $"program of this type cannot use helper {HelperNames.KernelName(id)}#{id}");
        if (helper is null)
            return session.Reject(Errno.EINVAL, $"helper {HelperNames.KernelName(id)}#{id} is not supported yet", LoadOutcome.NotModelled);
        if (helper.GplOnly && !request.GplCompatible)
            return session.Reject(Errno.EINVAL, "cannot call GPL-restricted function from non-GPL compatible program");
        if (helper.MightSleep && !session.IsSleepable)
            return session.Reject(Errno.EINVAL, "helper call might sleep in a non-sleepable prog");
        return true;
    }

    /// <summary>Remembers whether the call always gets the same map, so that the rewrite may specialise it.</summary>
    private static bool RecordMap(VerificationSession session, HelperPrototype helper, in HelperCallFindings findings)
    {
        if (findings.Map == HelperCallFindings.NoMap)
            return true;
        IMapFacts map = session.Maps[findings.Map];
        if (map.Flags.HasFlag(MapFlags.ReadOnlyProgram) && helper.WritesMap)
            return session.Reject(Errno.EACCES, "write into map forbidden");
        if (helper.Return == ReturnKind.MapValueOrNull && map.Type is MapType.XskMap or MapType.SockMap or MapType.SockHash)
            return session.Reject(Errno.EINVAL, $"{helper.Name} of map_type {(int)map.Type} is not supported yet", LoadOutcome.NotModelled);
        ref InstructionAnnotations annotation = ref session.Annotation;
        if (annotation.MapPlusOne == 0)
            annotation.MapPlusOne = findings.Map + 1;
        else if (annotation.MapPlusOne != findings.Map + 1)
            annotation.HasSeveralMaps = true;
        return true;
    }

    private static bool RecordTailCall(VerificationSession session, HelperPrototype helper, in HelperCallFindings findings)
    {
        if (!helper.IsTailCall)
            return true;
        if (findings.Map == HelperCallFindings.NoMap || session.Maps[findings.Map].Type != MapType.ProgramArray)
        {
            return session.RejectWithoutLineEnd(Errno.EINVAL, "expected prog array map for tail call");
        }

        ref RegisterState index = ref session.Registers[3];
        ref InstructionAnnotations annotation = ref session.Annotation;
        bool isKnown = index.IsConstant && index.Bounds.ConstantValue < session.Maps[findings.Map].MaxEntries;
        long value = isKnown ? (long)index.Bounds.ConstantValue : InstructionAnnotations.NoIndex;
        if (isKnown)
            Backtracking.MarkPrecise(session, 3);
        if (!annotation.HasTailCallIndex)
            annotation.TailCallIndex = value;
        else if (annotation.TailCallIndex != value)
            annotation.TailCallIndex = InstructionAnnotations.NoIndex;
        annotation.HasTailCallIndex = true;
        return true;
    }

    private static bool InitialiseRawStack(VerificationSession session, in HelperCallFindings findings)
    {
        for (int i = 0; i < findings.RawSize; i++)
        {
            if (!MemoryAccess.Check(session, findings.RawRegister, i, 1, isWrite: true, MemoryAccess.NoRegister))
                return false;
        }

        return true;
    }

    private static bool ReleaseArgument(VerificationSession session, HelperPrototype helper, in HelperCallFindings findings)
    {
        if (findings.ReleaseRegister == 0)
            return true;
        bool released = findings.ReferenceId != 0
            ? References.Release(session.Path, findings.ReferenceId)
            : session.Registers[findings.ReleaseRegister].IsNull;
        return released || session.Reject(
            Errno.EINVAL, $"func {helper.Name}#{(int)helper.Id} reference has not been acquired before");
    }

    private static bool CheckFlags(VerificationSession session, HelperPrototype helper)
    {
        if (helper.EmptyFlags == 0)
            return true;
        if (!session.Registers[helper.EmptyFlags].IsNull)
            return session.Reject(Errno.EINVAL, $"{helper.Name["bpf_".Length..]}() doesn't support non-zero flags");
        Backtracking.MarkPrecise(session, helper.EmptyFlags);
        return true;
    }

    private static bool CallBack(VerificationSession session, HelperPrototype helper, in HelperCallFindings findings) => helper.Callback switch
    {
        CallbackUse.None => true,
        CallbackUse.ByCount => EnterLoop(session, findings),
        CallbackUse.ByElement => CallbackCalls.PushForEach(session, findings.Callback, findings.Map),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static bool EnterLoop(VerificationSession session, in HelperCallFindings findings)
    {
        ref InstructionAnnotations annotation = ref session.Annotation;
        if (!annotation.HasLoop || annotation.LoopFitsInline)
        {
            bool flagsAreZero = session.Registers[4].IsNull;
            if (flagsAreZero)
                Backtracking.MarkPrecise(session, 4);
            annotation.LoopFitsInline = flagsAreZero && (!annotation.HasLoop || annotation.LoopCallback == findings.Callback);
            annotation.LoopCallback = findings.Callback;
            annotation.HasLoop = true;
        }

        // Whether the loop is done is decided by the count.
        ref RegisterState count = ref session.Registers[1];
        if (count.Kind != RegisterKind.Scalar)
            return session.Reject(Errno.EFAULT, "verifier bug: backtracking misuse");
        Backtracking.MarkPrecise(session, 1);
        FrameState frame = session.Path.Top;
        if ((ulong)frame.CallbackDepth < count.Bounds.UMax)
            return CallbackCalls.PushLoop(session, findings.Callback);
        frame.CallbackDepth = 0;
        if (session.Log.IsTrace)
            session.Log.Line($"frame{session.Path.CurrentFrame} bpf_loop iteration limit reached");
        return true;
    }

    private static bool SetResult(VerificationSession session, HelperPrototype helper, in HelperCallFindings findings)
    {
        ref RegisterState result = ref session.Registers[Register.R0];
        switch (helper.Return)
        {
            case ReturnKind.Void:
                return true;
            case ReturnKind.Integer:
                result.SetUnknown();
                RefineResult(session, helper, findings, ref result);
                return BoundsSanity.Check(session, ref result, "retval");
            case ReturnKind.MapValueOrNull:
                IMapFacts map = session.Maps[findings.Map];
                result.SetPointer(RegisterKind.MapValue);
                result.Map = findings.Map;
                bool isSurelyThere = helper.FindsEveryIndex && findings.HasConstantKey
                    && findings.ConstantKey >= 0 && findings.ConstantKey < map.MaxEntries;
                if (isSurelyThere)
                    return true;
                result.Type = result.Type.With(RegisterModifiers.MayBeNull);
                result.Id = session.NewId();
                return true;
            case ReturnKind.MemoryOrNull or ReturnKind.RingBufferMemoryOrNull:
                bool isRecord = helper.Return == ReturnKind.RingBufferMemoryOrNull;
                result.SetPointer(new RegisterType(RegisterKind.Memory, RegisterModifiers.MayBeNull | (isRecord ? RegisterModifiers.RingBuffer : RegisterModifiers.None)));
                result.Extent = (int)(uint)findings.MemorySize; // the size of memory has 32 bits, in Linux too
                result.Id = session.NewId();
                if (helper.AcquiresReference)
                    References.Acquire(session, ref result);
                return true;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static void RefineResult(VerificationSession session, HelperPrototype helper, in HelperCallFindings findings, ref RegisterState result)
    {
        (long Minimum, long Maximum)? range = helper.ResultBound switch
        {
            ResultBound.PossibleCpu => (0, session.Request.PossibleCpuCount - 1),
            ResultBound.SizeArgument => (-MaximumErrno, (int)Math.Min(findings.SizeMaximum, int.MaxValue)),
            _ => helper.ReturnRange,
        };
        if (range is not (long minimum, long maximum))
            return;
        result.Bounds.SMin = minimum;
        result.Bounds.SMax = maximum;
        if (minimum >= int.MinValue && maximum <= int.MaxValue)
        {
            result.Bounds.S32Min = (int)minimum;
            result.Bounds.S32Max = (int)maximum;
        }

        if (minimum >= 0)
        {
            result.Bounds.UMin = (ulong)minimum;
            result.Bounds.UMax = (ulong)maximum;
            if (maximum <= uint.MaxValue)
            {
                result.Bounds.U32Min = (uint)minimum;
                result.Bounds.U32Max = (uint)maximum;
            }
        }

        result.Bounds.Sync();
    }
}

using System.Numerics;
using Nbpf.Isa;
using Nbpf.Verification.Session;
using Nbpf.Verification.State;

namespace Nbpf.Verification.Pruning;

/// <summary>
/// Whether a checkpoint covers a path's state: then whatever is safe to do after the checkpoint is safe after the path
/// (kernel/bpf/verifier.c, Linux 6.18). Only registers live at that point are compared.
/// </summary>
internal sealed class StateComparison(VerificationSession session)
{
    private readonly IdMap _ids = new();
    private static readonly RegisterState UnknownScalar = MakeUnknown();

    /// <summary>Compares two states at the same instruction.</summary>
    public bool Covers(PathState old, PathState current, Exactness exactness)
    {
        if (old.CurrentFrame != current.CurrentFrame)
            return false;
        _ids.Reset(session.LastId);
        if (!ResourcesCover(old.Resources, current.Resources))
            return false;
        for (int i = 0; i <= old.CurrentFrame; i++)
        {
            FrameState oldFrame = old.Frames[i]!;
            FrameState currentFrame = current.Frames[i]!;
            if (oldFrame.CallSite != currentFrame.CallSite || !FrameCovers(oldFrame, currentFrame, old.InstructionOf(i), exactness))
                return false;
        }

        return true;
    }

    /// <summary>All registers of the innermost frames are the same, identities included: a quick test for an endless loop.</summary>
    public static bool MayLoop(PathState old, PathState current)
    {
        if (old.CurrentFrame != current.CurrentFrame)
            return false;
        RegisterState[] a = old.Top.Registers;
        RegisterState[] b = current.Top.Registers;
        for (int i = 0; i < a.Length; i++)
        {
            if (!RegisterState.SameShape(a[i], b[i]) || a[i].Id != b[i].Id || a[i].ReferenceId != b[i].ReferenceId)
                return false;
        }

        return true;
    }

    /// <summary>The same call sites.</summary>
    public static bool SameCallSites(PathState a, PathState b)
    {
        if (a.CurrentFrame != b.CurrentFrame)
            return false;
        for (int i = 0; i <= a.CurrentFrame; i++)
        {
            if (a.Frames[i]!.CallSite != b.Frames[i]!.CallSite)
                return false;
        }

        return true;
    }

    /// <summary>Both hold equally many, acquired in the same order: whatever releases the ones releases the others.</summary>
    private bool ResourcesCover(ResourceSet old, ResourceSet current)
    {
        if (old.Count != current.Count)
            return false;
        for (int i = 0; i < old.Count; i++)
        {
            if (old[i].Kind != current[i].Kind || !_ids.Matches(old[i].Id, current[i].Id))
                return false;
        }

        return true;
    }

    private bool FrameCovers(FrameState old, FrameState current, int instruction, Exactness exactness)
    {
        if (old.CallbackDepth > current.CallbackDepth)
            return false;
        for (uint live = session.Live.Before(instruction) & ((1u << Register.Count) - 1u); live != 0; live &= live - 1)
        {
            int i = BitOperations.TrailingZeroCount(live);
            if (!RegisterCovers(old.Registers[i], current.Registers[i], exactness))
                return false;
        }

        return StackCovers(old, current, exactness);
    }

    private bool RegisterCovers(in RegisterState old, in RegisterState current, Exactness exactness)
    {
        if (exactness == Exactness.Exact)
            return IsSame(old, current);
        if (old.Kind == RegisterKind.NotInitialised && (exactness == Exactness.OnlyPrecise || current.Kind == RegisterKind.NotInitialised))
            return true;
        if (old.Type != current.Type)
            return false;

        switch (KindRules.Of(old.Kind).Cover)
        {
            case CoverRule.Number:
                return (!old.IsPrecise && exactness == Exactness.OnlyPrecise) || ScalarCovers(old, current);
            case CoverRule.Region:
                return RegisterState.SameObject(old, current) && old.Bounds.Contains(current.Bounds)
                    && _ids.Matches(old.Id, current.Id) && _ids.Matches(old.ReferenceId, current.ReferenceId);
            case CoverRule.Packet:
                bool rangeCovers = old.Extent < 0 || current.Extent < 0 ? old.Extent == current.Extent : old.Extent <= current.Extent;
                return rangeCovers && old.Offset == current.Offset && _ids.Matches(old.Id, current.Id)
                    && old.Bounds.Contains(current.Bounds);
            case CoverRule.Stack:
                return IsSame(old, current) && old.Frame == current.Frame;
            default:
                return IsSame(old, current);
        }
    }

    private bool ScalarCovers(in RegisterState old, in RegisterState current)
    {
        uint oldLink = old.Id & RegisterState.LinkOffset;
        uint currentLink = current.Id & RegisterState.LinkOffset;
        if (oldLink != 0 && (currentLink != oldLink || old.Offset != current.Offset))
            return false;
        if (old.Id != 0 && oldLink == 0 && currentLink != 0)
            return false;
        return _ids.MatchesScalar(old.Id, current.Id) && old.Bounds.Contains(current.Bounds);
    }

    private bool IsSame(in RegisterState old, in RegisterState current) =>
        RegisterState.SameShape(old, current) && _ids.Matches(old.Id, current.Id) && _ids.Matches(old.ReferenceId, current.ReferenceId);

    private bool StackCovers(FrameState old, FrameState current, Exactness exactness)
    {
        for (int i = 0; i < old.SlotCount; i++)
        {
            ref StackSlot oldSlot = ref old.Stack[i];
            ulong currentBytes = i < current.SlotCount ? current.Stack[i].Bytes : 0;
            if (exactness != Exactness.OnlyPrecise && (i >= current.SlotCount || oldSlot.Bytes != currentBytes))
                return false;
            // Unwritten bytes and data were read as unknown numbers, if at all: anything may stand there.
            if (oldSlot.IsAllMiscOrInvalid)
                continue;
            if (i >= current.SlotCount)
                return false;
            if (!SlotCovers(ref oldSlot, ref current.Stack[i], exactness))
                return false;
        }

        return true;
    }

    private bool SlotCovers(ref StackSlot old, ref StackSlot current, Exactness exactness)
    {
        if (old.HasFullScalarSpill && (current.HasFullScalarSpill || current.IsAllMiscOrInvalid))
            return RegisterCovers(old.Spilled, current.HasFullScalarSpill ? current.Spilled : UnknownScalar, exactness);
        for (int b = 0; b < 8; b++)
        {
            if (!StackByteRules.Of(old[b]).CoversAll && old[b] != current[b])
                return false;
        }

        return !old.HasSpill || RegisterCovers(old.Spilled, current.Spilled, exactness);
    }

    private static RegisterState MakeUnknown()
    {
        RegisterState register = default;
        register.SetUnknown();
        return register;
    }
}

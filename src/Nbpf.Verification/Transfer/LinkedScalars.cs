using Nbpf.Isa;
using Nbpf.Verification.Domains;
using Nbpf.Verification.Session;
using Nbpf.Verification.State;

namespace Nbpf.Verification.Transfer;

/// <summary>Scalars with the same identity: copies of one value, or that value plus a constant.</summary>
internal static class LinkedScalars
{
    /// <summary>
    /// Adds the live registers and all spilled slots that share a base identity. Those that do not fit lose theirs, so that
    /// nobody relies on a link that precision tracking would not know of.
    /// </summary>
    public static void Collect(VerificationSession session, uint id, ref LinkedRegisterSet set)
    {
        PathState path = session.Path;
        uint baseId = id & ~RegisterState.LinkOffset;
        for (int number = path.CurrentFrame; number >= 0; number--)
        {
            FrameState frame = path.Frames[number]!;
            ushort live = session.Live.Before(path.InstructionOf(number));
            for (int i = 0; i < Register.FramePointer; i++)
            {
                if ((live & (1 << i)) != 0)
                    Add(ref set, ref frame.Registers[i], baseId, new LinkedRegisterSet.Entry((byte)number, (byte)i, true));
            }

            for (int i = 0; i < frame.SlotCount; i++)
            {
                if (frame.Stack[i].HasSpill)
                    Add(ref set, ref frame.Stack[i].Spilled, baseId, new LinkedRegisterSet.Entry((byte)number, (byte)i, false));
            }
        }
    }

    /// <summary>
    /// Carries over to the members of a set what a comparison taught about one of them. Sound: they hold the same value, or
    /// differ from it by the remembered constants; 32-bit differences were only remembered where the value fits 32 bits.
    /// </summary>
    public static void Propagate(PathState path, in RegisterState known, in LinkedRegisterSet set)
    {
        RegisterState source = known;
        for (int i = 0; i < set.Count; i++)
        {
            LinkedRegisterSet.Entry entry = set[i];
            FrameState frame = path.Frames[entry.Frame]!;
            if (entry.IsRegister)
                Carry(ref frame.Registers[entry.Number], source);
            else
                Carry(ref frame.Stack[entry.Number].Spilled, source);
        }
    }

    private static void Add(ref LinkedRegisterSet set, ref RegisterState register, uint baseId, LinkedRegisterSet.Entry entry)
    {
        if (register.Kind == RegisterKind.Scalar && register.BaseId == baseId && !set.TryAdd(entry))
            register.ClearScalarId();
    }

    private static void Carry(ref RegisterState register, in RegisterState known)
    {
        if (register.Kind != RegisterKind.Scalar || register.BaseId != known.BaseId || known.BaseId == 0)
            return;
        uint link = register.Id & RegisterState.LinkOffset;
        uint knownLink = known.Id & RegisterState.LinkOffset;
        if ((link ^ knownLink) == RegisterState.LinkOffset)
            return;
        if ((link == 0 && knownLink == 0) || register.Offset == known.Offset)
        {
            register = known;
            return;
        }

        (uint id, int offset) = (register.Id, register.Offset);
        register = known;
        (register.Id, register.Offset) = (id, offset);
        var difference = ScalarBounds.Constant((ulong)((long)offset - known.Offset));
        ScalarTransfer.Apply(AluOperation.Add, is32: ((link | knownLink) & RegisterState.LinkOffset32) != 0, 0, ref register.Bounds, difference);
    }
}

namespace Nbpf.Runtime.Interpreter.Checked;

/// <summary>What each instruction does to the provenance of values, and the checks before it touches memory.</summary>
internal static unsafe class CheckedSteps
{
    /// <summary>Judges an instruction and does its work on provenance, before the interpreter does it on values.</summary>
    /// <param name="instruction">The instruction.</param>
    /// <param name="frame">Its frame.</param>
    public static void Before(DecodedInstruction* instruction, InterpreterFrame* frame)
    {
        CheckedFrame* shadow = frame->Shadow;
        CheckedSlot* slot = shadow->Slots + (instruction - frame->Subprogram->Program);
        if (slot->Site != shadow->Site)
        {
            CrossSites(frame, slot);
        }

        shadow->Current = slot;
        Provenance* registers = shadow->Registers;
        switch (slot->Operation)
        {
            case SlotOperation.Keep or SlotOperation.CallSubprogram or SlotOperation.TailCall:
                break;
            case SlotOperation.Number:
                registers[slot->Destination] = default;
                break;
            case SlotOperation.Move:
                registers[slot->Destination] = registers[slot->Source];
                break;
            case SlotOperation.Add:
                registers[slot->Destination] = Provenance.Sum(registers[slot->Destination], registers[slot->Source]);
                break;
            case SlotOperation.Subtract:
                registers[slot->Destination] = Provenance.Difference(registers[slot->Destination], registers[slot->Source]);
                break;
            case SlotOperation.LoadMap:
                registers[slot->Destination] = Named(RegionKind.Map, instruction->Immediate);
                break;
            case SlotOperation.LoadFunction:
                registers[slot->Destination] = Named(RegionKind.Function, instruction->Immediate);
                break;
            case SlotOperation.LoadMapValue:
                ulong value = instruction->Immediate - (uint)slot->Offset;
                registers[slot->Destination] = HelperSite.ValueOf(frame, Maps.ArrayFamilyMap.HeaderOfValues(value), value);
                break;
            case SlotOperation.Load:
                Load(frame, slot);
                break;
            case SlotOperation.Store:
                Store(frame, slot);
                break;
            case SlotOperation.Atomic:
                Atomic(frame, slot);
                break;
            case SlotOperation.Call:
                // Inside what was written out for a helper the result is used before the helper's site is left.
                registers[Isa.Register.R0] = default;
                break;
        }
    }

    private static Provenance Named(RegionKind kind, ulong address) => new() { Kind = kind, Start = address, End = address };

    private static void CrossSites(InterpreterFrame* frame, CheckedSlot* slot)
    {
        CheckedFrame* shadow = frame->Shadow;
        Site[] sites = CheckedProgram.Of(frame).Sites;
        int left = shadow->Site;
        shadow->Site = slot->Site;
        if (left >= 0)
        {
            sites[left].Complete(frame);
        }

        shadow->Current = slot;
        if (slot->Site >= 0)
        {
            sites[slot->Site].Begin(frame);
        }
    }

    private static void Load(InterpreterFrame* frame, CheckedSlot* slot)
    {
        Provenance* origin = frame->Shadow->Registers + slot->Source;
        ulong address = frame->Registers[slot->Source] + (ulong)slot->Offset;
        AccessChecks.Check(frame, origin, address, slot, RegionAccess.Read);
        frame->Shadow->Registers[slot->Destination] = StackSteps.Fill(frame, origin, address, slot->SizeBytes);
    }

    private static void Store(InterpreterFrame* frame, CheckedSlot* slot)
    {
        Provenance* origin = frame->Shadow->Registers + slot->Destination;
        ulong address = frame->Registers[slot->Destination] + (ulong)slot->Offset;
        AccessChecks.Check(frame, origin, address, slot, RegionAccess.Write);
        StackSteps.Spill(frame, origin, address, slot->SizeBytes, frame->Shadow->Registers[slot->Source]);
    }

    private static void Atomic(InterpreterFrame* frame, CheckedSlot* slot)
    {
        Provenance* origin = frame->Shadow->Registers + slot->Destination;
        ulong address = frame->Registers[slot->Destination] + (ulong)slot->Offset;
        AccessChecks.Check(frame, origin, address, slot, RegionAccess.Read | RegionAccess.Write);

        // What is fetched is what was spilled there; what is left there is a number, because no pointer may be stored so.
        Provenance before = StackSteps.Fill(frame, origin, address, slot->SizeBytes);
        StackSteps.Forget(frame, origin, address, slot->SizeBytes);
        frame->Shadow->Registers[slot->Fetched] = before;
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Nbpf.Isa;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Helpers;
using Nbpf.Runtime.ProgramTypes;
using Nbpf.Verification;

namespace Nbpf.Runtime.Interpreter.Checked;

/// <summary>What checked runs of a program need to know of it.</summary>
internal sealed unsafe class CheckedProgram
{
    private readonly CheckedSlot[] slots;
    private readonly List<Site> sites = [];

    /// <summary>Describes a program.</summary>
    /// <param name="program">The program.</param>
    /// <param name="verified">What it was made of; null when it was made of bare instructions, of which none was inserted and whose calls are no helpers'.</param>
    /// <param name="memory">The memory outside its stack.</param>
    public CheckedProgram(XlatedProgram program, VerifiedProgram? verified, CheckedMemory memory)
    {
        Memory = memory;

        // SAFETY: the array is pinned and kept by this object, so that addresses of its elements hold while it lives.
        slots = GC.AllocateArray<CheckedSlot>(program.Instructions.Length, pinned: true);
        for (int i = 0; i < slots.Length; i += program.Instructions[i].IsWide ? 2 : 1)
        {
            slots[i] = CheckedSlot.Of(program, i);
        }

        if (verified is not null)
        {
            MarkOrigins(program.Origins.AsSpan(), verified);
        }

        for (int i = 0; i < slots.Length; i++)
        {
            if (slots[i] is { Operation: SlotOperation.Call, Site: < 0 })
            {
                slots[i].Site = AddSite(FunctionSite.Instance);
            }
        }

        Sites = [.. sites];
    }

    /// <summary>The memory outside its stack.</summary>
    public CheckedMemory Memory { get; }

    /// <summary>What the slots' sites are.</summary>
    public Site[] Sites { get; }

    /// <summary>What is done about each instruction.</summary>
    public CheckedSlot* Slots => (CheckedSlot*)Marshal.UnsafeAddrOfPinnedArrayElement(slots, 0);

    /// <summary>The program that a frame executes.</summary>
    /// <param name="frame">The frame.</param>
    public static CheckedProgram Of(InterpreterFrame* frame) => Unsafe.As<CheckedProgram>(GCHandle.FromIntPtr(frame->Subprogram->Checked).Target!);

    private void MarkOrigins(ReadOnlySpan<int> origins, VerifiedProgram verified)
    {
        KernelProgramType type = (KernelProgramType)verified.Request.ProgramType;
        bool isContextConverted = type.ConversionFor(verified) is not null;
        for (int i = 0; i < slots.Length; i++)
        {
            bool isFirst = i == 0 || origins[i] != origins[i - 1];
            if (!isFirst)
            {
                (slots[i].Site, slots[i].IsInserted) = (slots[i - 1].Site, slots[i - 1].IsInserted);
                continue;
            }

            int origin = origins[i];
            Site? site = origin < 0 ? null : SiteOf(verified, type, isContextConverted, origin);
            slots[i].Site = site is null ? -1 : AddSite(site);
            slots[i].IsInserted = origin < 0 || site is not null;
        }
    }

    private static Site? SiteOf(VerifiedProgram verified, KernelProgramType type, bool isContextConverted, int origin)
    {
        Instruction instruction = verified.Instructions[origin];
        if (instruction.IsHelperCall)
        {
            return new HelperSite(HelperCatalog.All.Find(instruction.Immediate)!); // the verifier accepted the call
        }

        bool isConverted = isContextConverted && verified.Facts[origin].Pointer == PointerKind.Context;
        return isConverted ? new ContextSite(type, verified.Request.ExpectedAttachType, instruction)
            : instruction is { Class: InstructionClass.Ld, IsWide: false } && instruction.MemoryMode is MemoryMode.Absolute or MemoryMode.Indirect ? FunctionSite.Instance
            : null;
    }

    private int AddSite(Site site)
    {
        sites.Add(site);
        return sites.Count - 1;
    }
}

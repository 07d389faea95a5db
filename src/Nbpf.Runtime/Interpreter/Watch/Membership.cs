using System.Numerics;
using System.Text;
using Nbpf.Isa;
using Nbpf.Runtime.Interpreter.Checked;
using Nbpf.Verification.Domains;
using Nbpf.Verification.Log;
using Nbpf.Verification.State;

namespace Nbpf.Runtime.Interpreter.Watch;

/// <summary>Whether registers and stack of a run lie in what was known at a step.</summary>
internal sealed unsafe class Membership(RunWatcher watcher)
{
    private readonly PointerPlaces places = new(watcher);
    private readonly Links links = new();

    /// <summary>A checkpoint was passed: identities are others from here on.</summary>
    public void ForgetMemory() => places.ForgetMemory();

    /// <summary>What of the whole state lies outside, or null.</summary>
    /// <param name="step">The step.</param>
    /// <param name="frame">The run's innermost frame.</param>
    /// <param name="withCallers">Also look at registers that callers will find again.</param>
    public string? FindOutside(ExploredStep step, InterpreterFrame* frame, bool withCallers)
    {
        links.Clear();
        InterpreterFrame* owner = frame;
        for (int number = step.CurrentFrame; number >= 0; number--, owner = owner->Previous)
        {
            FrameState known = step.Frame(number);
            bool isTop = number == step.CurrentFrame;
            for (int i = 0; i < Register.Count && (isTop || withCallers); i++)
            {
                ref RegisterState register = ref known.Registers[i];
                if (register.Kind == RegisterKind.NotInitialised)
                    continue;
                if (!Has(register, owner->Registers[i], owner->Shadow->Registers[i], frame))
                    return Describe($"r{i}", owner->Registers[i], register, number);
                if (!links.TryAdd(register, owner->Registers[i]))
                    return Describe($"r{i}", owner->Registers[i], register, number) + ", which others share";
            }

            if (FindOutsideOfStack(known, owner, frame) is { } fault)
                return fault;
        }

        return null;
    }

    /// <summary>What is relied on and lies outside, or null.</summary>
    /// <param name="step">The step.</param>
    /// <param name="frame">The run's innermost frame.</param>
    public string? FindUnreliable(ExploredStep step, InterpreterFrame* frame)
    {
        if (FindWrongResult(step, frame) is { } wrong)
            return wrong;

        // What the instruction itself reads is looked at whether or not it counts as live: liveness is on trial, too.
        uint registers = watcher.Trace.Live!.Before(step.Instruction) | OperandsOf(watcher.Program.Instructions[step.Instruction]);
        for (registers &= (1u << Register.FramePointer) - 1; registers != 0; registers &= registers - 1)
        {
            int i = BitOperations.TrailingZeroCount(registers);
            ref RegisterState register = ref step.Top.Registers[i];
            if (step.MustHold(i) && !Has(register, frame->Registers[i], frame->Shadow->Registers[i], frame))
                return Describe($"r{i}", frame->Registers[i], register, step.CurrentFrame);
        }

        return null;
    }

    // A callback answers 0 or 1: whoever calls it relies on that.
    private string? FindWrongResult(ExploredStep step, InterpreterFrame* frame)
    {
        bool isResult = step.Top.IsCallback && watcher.Program.Instructions[step.Instruction].IsExit;
        return isResult && frame->Registers[Register.R0] > 1 ? $"the callback's result is 0x{frame->Registers[Register.R0]:x}" : null;
    }

    private bool Has(in RegisterState register, ulong value, in Provenance origin, InterpreterFrame* frame) =>
        register.Kind == RegisterKind.Scalar ? register.Bounds.Has(value) : places.Has(register, value, origin, frame);

    private string? FindOutsideOfStack(FrameState known, InterpreterFrame* owner, InterpreterFrame* frame)
    {
        // SAFETY: the frame's stack has StackBytes bytes below its frame pointer; slots beyond are not looked at.
        byte* top = (byte*)owner->Registers[Register.FramePointer];
        int slots = Math.Min(known.SlotCount, owner->Shadow->SpillCount);
        for (int i = 0; i < slots; i++)
        {
            ref StackSlot slot = ref known.Stack[i];
            if (slot.IsAllMiscOrInvalid)
                continue;
            ulong bytes = *(ulong*)(top - ((i + 1) * sizeof(ulong)));
            if (slot.HasSpill)
            {
                int size = slot.SpillSize;
                ulong value = size == sizeof(ulong) ? bytes : bytes & ((1UL << (size * 8)) - 1);
                if (!HasSpilled(slot.Spilled, value, size, owner->Shadow->Spills[owner->Shadow->SpillCount - 1 - i], frame))
                    return Describe($"fp{(i + 1) * -8}", value, slot.Spilled, known.Number);
                if (!links.TryAdd(slot.Spilled, value))
                    return Describe($"fp{(i + 1) * -8}", value, slot.Spilled, known.Number) + ", which others share";
            }

            for (int at = 0; at < sizeof(ulong); at++)
            {
                if (slot[sizeof(ulong) - 1 - at] == StackByte.Zero && (byte)(bytes >> (at * 8)) != 0)
                    return $"byte fp{((i + 1) * -8) + at} of frame {known.Number} is not zero";
            }
        }

        return null;
    }

    private bool HasSpilled(in RegisterState register, ulong value, int sizeBytes, in Provenance origin, InterpreterFrame* frame)
    {
        if (register.Kind != RegisterKind.Scalar || sizeBytes == sizeof(ulong))
            return Has(register, value, origin, frame);
        ScalarBounds stored = register.Bounds;
        stored.TruncateToSize(sizeBytes);
        return stored.Has(value);
    }

    /// <summary>Registers that an instruction reads, calls aside, told apart from the verifier's own table.</summary>
    private static uint OperandsOf(in Instruction instruction)
    {
        uint destination = 1u << instruction.Destination, source = 1u << instruction.Source;
        switch (instruction.Class)
        {
            case InstructionClass.Ldx:
                return source;
            case InstructionClass.St:
                return destination;
            case InstructionClass.Stx:
                bool isCompare = instruction.MemoryMode == MemoryMode.Atomic && instruction.Immediate == (int)AtomicOperation.CompareExchange;
                bool isLoad = instruction.MemoryMode == MemoryMode.Atomic && instruction.Immediate == (int)AtomicOperation.LoadAcquire;
                return (isLoad ? 0 : destination) | source | (isCompare ? 1u << Register.R0 : 0);
            case InstructionClass.Alu or InstructionClass.Alu64:
                bool isUnary = instruction.AluOperation is AluOperation.End or AluOperation.Neg;
                return (instruction.AluOperation == AluOperation.Mov ? 0 : destination) | (instruction.UsesSourceRegister && !isUnary ? source : 0);
            case InstructionClass.Jmp or InstructionClass.Jmp32 when instruction.IsExit:
                return 1u << Register.R0;
            case InstructionClass.Jmp or InstructionClass.Jmp32 when !instruction.IsCall && instruction.JumpOperation != JumpOperation.Always:
                return destination | (instruction.UsesSourceRegister ? source : 0);
            default:
                return 0;
        }
    }

    private string Describe(string name, ulong value, in RegisterState register, int frame)
    {
        StringBuilder text = new($"{name}=0x{value:x} of frame {frame} is not in ");
        RegisterText.Append(text, register, frame, watcher.Trace.Maps);
        return text.ToString();
    }
}

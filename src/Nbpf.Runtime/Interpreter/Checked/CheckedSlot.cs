using System.Runtime.InteropServices;
using Nbpf.Isa;
using Nbpf.Runtime.Execution;

namespace Nbpf.Runtime.Interpreter.Checked;

/// <summary>What is done about one instruction of a checked program.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CheckedSlot
{
    /// <summary>A register that nobody reads: what receives the value before where it is not fetched.</summary>
    public const byte Nowhere = InterpreterFrame.ZeroRegister + 1;

    /// <summary>What it does to provenance.</summary>
    public SlotOperation Operation;

    /// <summary>Destination register; a store's base.</summary>
    public byte Destination;

    /// <summary>Source register; a load's base.</summary>
    public byte Source;

    /// <summary>For atomic operations: the register that receives the value before, or <see cref="Nowhere"/>.</summary>
    public byte Fetched;

    /// <summary>Bytes that it loads or stores.</summary>
    public byte SizeBytes;

    /// <summary>True for code that the rewrite wrote.</summary>
    public bool IsInserted;

    /// <summary>Bytes from the base to what is accessed; for loads of a map value: from the value's first byte.</summary>
    public int Offset;

    /// <summary>The <see cref="Checked.Site"/> it belongs to, or -1.</summary>
    public int Site;

    /// <summary>Describes an instruction, but for what depends on its place.</summary>
    /// <param name="program">The program.</param>
    /// <param name="index">The instruction's slot.</param>
    public static CheckedSlot Of(XlatedProgram program, int index)
    {
        Instruction instruction = program.Instructions[index];
        CheckedSlot slot = new()
        {
            Destination = instruction.Destination,
            Source = instruction.Source,
            Fetched = Nowhere,
            Offset = instruction.Offset,
            Site = -1,
        };
        switch (instruction.Class)
        {
            case InstructionClass.Ldx:
                slot.Operation = SlotOperation.Load;
                slot.SizeBytes = (byte)instruction.MemorySizeBytes;
                break;
            case InstructionClass.St:
                slot.Operation = SlotOperation.Store;
                slot.Source = InterpreterFrame.ZeroRegister;
                slot.SizeBytes = (byte)instruction.MemorySizeBytes;
                break;
            case InstructionClass.Stx:
                slot.SizeBytes = (byte)instruction.MemorySizeBytes;
                slot.DescribeStore(instruction);
                break;
            case InstructionClass.Alu:
                slot.Operation = SlotOperation.Number;
                break;
            case InstructionClass.Alu64:
                slot.Operation = OfAlu64(instruction);
                break;
            case InstructionClass.Ld:
                slot.Operation = OfWideLoad(instruction);
                slot.Offset = instruction.IsWide ? program.Instructions[index + 1].Immediate : 0;
                break;
            default:
                slot.Operation = OfJump(instruction);
                break;
        }

        return slot;
    }

    private static SlotOperation OfAlu64(in Instruction instruction)
    {
        bool isRegister = instruction.UsesSourceRegister;
        return instruction.AluOperation switch
        {
            AluOperation.Add => isRegister ? SlotOperation.Add : SlotOperation.Keep,
            AluOperation.Sub => isRegister ? SlotOperation.Subtract : SlotOperation.Keep,
            AluOperation.Mov when isRegister && instruction.Offset == 0 => SlotOperation.Move,
            _ => SlotOperation.Number,
        };
    }

    private static SlotOperation OfWideLoad(in Instruction instruction) => instruction.Source switch
    {
        PseudoImmediate.MapFd => SlotOperation.LoadMap,
        PseudoImmediate.MapValue => SlotOperation.LoadMapValue,
        PseudoImmediate.Function => SlotOperation.LoadFunction,
        _ => SlotOperation.Number,
    };

    private static SlotOperation OfJump(in Instruction instruction) =>
        instruction.IsSubprogramCall ? SlotOperation.CallSubprogram
        : XlatedForm.IsTailCall(instruction) ? SlotOperation.TailCall
        : instruction.IsCall ? SlotOperation.Call
        : SlotOperation.Keep;

    private void DescribeStore(in Instruction instruction)
    {
        AtomicOperation operation = (AtomicOperation)instruction.Immediate;
        if (instruction.MemoryMode != MemoryMode.Atomic || operation == AtomicOperation.StoreRelease)
        {
            Operation = SlotOperation.Store;
        }
        else if (operation == AtomicOperation.LoadAcquire)
        {
            Operation = SlotOperation.Load;
        }
        else
        {
            Operation = SlotOperation.Atomic;
            Fetched = operation == AtomicOperation.CompareExchange ? Register.R0
                : (operation & AtomicOperation.Fetch) != 0 ? Source
                : Nowhere;
        }
    }
}

using System.Globalization;
using System.Text;

namespace Nbpf.Isa;

/// <summary>
/// Instructions as text in the form of the Linux verifier's log and of <c>bpftool prog dump xlated</c>
/// (behaviour of kernel/bpf/disasm.c, Linux 6.18): <c>(7a) *(u64 *)(r10 -8) = 0</c>.
/// Any instruction has a text; those that Linux never prints get <c>BUG_…</c> or <c>(null)</c> where Linux's table is empty.
/// </summary>
public static class Disassembler
{
    private const string Missing = "(null)";

    /// <summary>Appends the text of one instruction: opcode in parentheses, then the operation; no index, no newline.</summary>
    /// <param name="text">Receives the text.</param>
    /// <param name="program">The program.</param>
    /// <param name="index">Slot index of the instruction; a 64-bit immediate load reads the next slot too, 0 when there is none.</param>
    /// <param name="symbols">Names for calls and 64-bit immediates.</param>
    public static void Append(StringBuilder text, ReadOnlySpan<Instruction> program, int index, DisassemblySymbols symbols)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(symbols);
        Instruction instruction = program[index];
        int start = text.Length;
        text.Append(CultureInfo.InvariantCulture, $"({instruction.Opcode:x2}) ");
        bool printable = instruction.Class switch
        {
            InstructionClass.Alu or InstructionClass.Alu64 => AppendAlu(text, instruction),
            InstructionClass.Jmp or InstructionClass.Jmp32 => AppendJump(text, instruction, index, symbols),
            InstructionClass.Ldx => AppendLoad(text, instruction),
            InstructionClass.St => AppendStoreImmediate(text, instruction),
            InstructionClass.Stx => AppendStoreRegister(text, instruction),
            _ => AppendSpecialLoad(text, program, index, symbols),
        };
        if (printable) return;
        text.Length = start;
        text.Append(CultureInfo.InvariantCulture, $"BUG_{BugPrefix(instruction.Class)}{instruction.Opcode:x2}");
    }

    /// <summary>The text of one instruction; parameters as in <see cref="Append"/>.</summary>
    /// <param name="program">The program.</param>
    /// <param name="index">Slot index of the instruction.</param>
    /// <param name="symbols">Names for calls and 64-bit immediates; null: those of the verifier's log.</param>
    public static string Format(ReadOnlySpan<Instruction> program, int index, DisassemblySymbols? symbols = null)
    {
        StringBuilder text = new();
        Append(text, program, index, symbols ?? DisassemblySymbols.KernelLog);
        return text.ToString();
    }

    private static string BugPrefix(InstructionClass instructionClass) => instructionClass switch
    {
        InstructionClass.Ld => "ld_",
        InstructionClass.Ldx => "ldx_",
        InstructionClass.St => "st_",
        _ => "",
    };

    private static bool AppendAlu(StringBuilder text, in Instruction instruction)
    {
        char register = instruction.Class == InstructionClass.Alu ? 'w' : 'r';
        byte destination = instruction.Destination;
        switch (instruction.AluOperation)
        {
            case AluOperation.End:
                string swap = instruction.Class == InstructionClass.Alu64 ? "bswap" : instruction.UsesSourceRegister ? "be" : "le";
                text.Append(CultureInfo.InvariantCulture, $"r{destination} = {swap}{instruction.Immediate} r{destination}");
                return true;
            case AluOperation.Neg:
                text.Append(CultureInfo.InvariantCulture, $"{register}{destination} = -{register}{destination}");
                return true;
        }

        if (instruction.Opcode == Opcodes.MoveRegister64 && AppendAddressMove(text, instruction)) return true;
        text.Append(CultureInfo.InvariantCulture, $"{register}{destination} {AluOperator(instruction)} ");
        if (instruction.UsesSourceRegister)
            text.Append(CultureInfo.InvariantCulture, $"{SignExtension(instruction)}{register}{instruction.Source}");
        else
            text.Append(CultureInfo.InvariantCulture, $"{instruction.Immediate}");
        return true;
    }

    /// <summary>Moves between address spaces, told apart by their offset: arena casts and the kernel's own per-CPU form.</summary>
    private static bool AppendAddressMove(StringBuilder text, in Instruction instruction)
    {
        switch (instruction.Offset)
        {
            case 1:
                text.Append(CultureInfo.InvariantCulture, $"r{instruction.Destination} = addr_space_cast(r{instruction.Source}, {(uint)instruction.Immediate >> 16}, {(ushort)instruction.Immediate})");
                return true;
            case -1:
                text.Append(CultureInfo.InvariantCulture, $"r{instruction.Destination} = &(void __percpu *)(r{instruction.Source})");
                return true;
            default:
                return false;
        }
    }

    private static string SignExtension(in Instruction instruction) => (instruction.AluOperation, instruction.Offset) switch
    {
        (AluOperation.Mov, 8) => "(s8)",
        (AluOperation.Mov, 16) => "(s16)",
        (AluOperation.Mov, 32) => "(s32)",
        _ => "",
    };

    private static string AluOperator(in Instruction instruction) => instruction.AluOperation switch
    {
        AluOperation.Add => "+=",
        AluOperation.Sub => "-=",
        AluOperation.Mul => "*=",
        AluOperation.Div => instruction.Offset == 1 ? "s/=" : "/=",
        AluOperation.Or => "|=",
        AluOperation.And => "&=",
        AluOperation.Lsh => "<<=",
        AluOperation.Rsh => ">>=",
        AluOperation.Mod => instruction.Offset == 1 ? "s%=" : "%=",
        AluOperation.Xor => "^=",
        AluOperation.Mov => "=",
        AluOperation.Arsh => "s>>=",
        _ => Missing,
    };

    private static bool AppendJump(StringBuilder text, in Instruction instruction, int index, DisassemblySymbols symbols)
    {
        switch (instruction.Opcode)
        {
            case Opcodes.Jump: text.Append(CultureInfo.InvariantCulture, $"goto pc{instruction.Offset:+0;-0;+0}"); return true;
            case Opcodes.JumpLong: text.Append(CultureInfo.InvariantCulture, $"gotol pc{instruction.Immediate:+0;-0;+0}"); return true;
            case Opcodes.MayGoto when instruction.Source == 0: text.Append(CultureInfo.InvariantCulture, $"may_goto pc{instruction.Offset:+0;-0;+0}"); return true;
            case Opcodes.Exit: text.Append("exit"); return true;
        }

        if (instruction.JumpOperation == JumpOperation.Call)
        {
            text.Append("call ").Append(symbols.CallTarget(instruction, index));
            return true;
        }

        char register = instruction.Class == InstructionClass.Jmp32 ? 'w' : 'r';
        text.Append(CultureInfo.InvariantCulture, $"if {register}{instruction.Destination} {JumpOperator(instruction.JumpOperation)} ");
        if (instruction.UsesSourceRegister)
            text.Append(CultureInfo.InvariantCulture, $"{register}{instruction.Source}");
        else
            text.Append(CultureInfo.InvariantCulture, $"0x{instruction.Immediate:x}");
        text.Append(CultureInfo.InvariantCulture, $" goto pc{instruction.Offset:+0;-0;+0}");
        return true;
    }

    private static string JumpOperator(JumpOperation operation) => operation switch
    {
        JumpOperation.Always => "jmp",
        JumpOperation.Equal => "==",
        JumpOperation.Greater => ">",
        JumpOperation.GreaterOrEqual => ">=",
        JumpOperation.BitsSet => "&",
        JumpOperation.NotEqual => "!=",
        JumpOperation.SignedGreater => "s>",
        JumpOperation.SignedGreaterOrEqual => "s>=",
        JumpOperation.Less => "<",
        JumpOperation.LessOrEqual => "<=",
        JumpOperation.SignedLess => "s<",
        JumpOperation.SignedLessOrEqual => "s<=",
        JumpOperation.Call => "call",
        JumpOperation.Exit => "exit",
        _ => Missing,
    };

    private static bool AppendLoad(StringBuilder text, in Instruction instruction)
    {
        if (instruction.MemoryMode is not (MemoryMode.Memory or MemoryMode.MemorySignExtend)) return false;
        string type = instruction.MemoryMode == MemoryMode.Memory ? UnsignedType(instruction) : SignedType(instruction);
        text.Append(CultureInfo.InvariantCulture, $"r{instruction.Destination} = *({type} *)(r{instruction.Source} {instruction.Offset:+0;-0;+0})");
        return true;
    }

    private static bool AppendStoreImmediate(StringBuilder text, in Instruction instruction)
    {
        switch (instruction.MemoryMode)
        {
            case MemoryMode.Memory: text.Append(CultureInfo.InvariantCulture, $"{Target(instruction)} = {instruction.Immediate}"); return true;
            case MemoryMode.Atomic: text.Append("nospec"); return true;
            default: return false;
        }
    }

    private static bool AppendStoreRegister(StringBuilder text, in Instruction instruction)
    {
        if (instruction.MemoryMode == MemoryMode.Memory)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Target(instruction)} = r{instruction.Source}");
            return true;
        }

        return instruction.MemoryMode == MemoryMode.Atomic && AppendAtomic(text, instruction);
    }

    private static bool AppendAtomic(StringBuilder text, in Instruction instruction)
    {
        string width = instruction.MemorySize == MemorySize.DoubleWord ? "64" : "";
        string address = string.Create(CultureInfo.InvariantCulture, $"({UnsignedType(instruction)} *)(r{instruction.Destination} {instruction.Offset:+0;-0;+0})");
        byte source = instruction.Source;
        AtomicOperation operation = (AtomicOperation)instruction.Immediate;
        switch (operation)
        {
            case AtomicOperation.Add or AtomicOperation.Or or AtomicOperation.And or AtomicOperation.Xor:
                text.Append(CultureInfo.InvariantCulture, $"lock *{address} {AtomicOperator(operation)} r{source}");
                return true;
            case AtomicOperation.Add | AtomicOperation.Fetch: text.Append(CultureInfo.InvariantCulture, $"r{source} = atomic{width}_fetch_add({address}, r{source})"); return true;
            case AtomicOperation.Or | AtomicOperation.Fetch: text.Append(CultureInfo.InvariantCulture, $"r{source} = atomic{width}_fetch_or({address}, r{source})"); return true;
            case AtomicOperation.And | AtomicOperation.Fetch: text.Append(CultureInfo.InvariantCulture, $"r{source} = atomic{width}_fetch_and({address}, r{source})"); return true;
            case AtomicOperation.Xor | AtomicOperation.Fetch: text.Append(CultureInfo.InvariantCulture, $"r{source} = atomic{width}_fetch_xor({address}, r{source})"); return true;
            case AtomicOperation.Exchange: text.Append(CultureInfo.InvariantCulture, $"r{source} = atomic{width}_xchg({address}, r{source})"); return true;
            case AtomicOperation.CompareExchange: text.Append(CultureInfo.InvariantCulture, $"r0 = atomic{width}_cmpxchg({address}, r0, r{source})"); return true;
            case AtomicOperation.LoadAcquire:
                text.Append(CultureInfo.InvariantCulture, $"r{instruction.Destination} = load_acquire(({UnsignedType(instruction)} *)(r{source} {instruction.Offset:+0;-0;+0}))");
                return true;
            case AtomicOperation.StoreRelease: text.Append(CultureInfo.InvariantCulture, $"store_release({address}, r{source})"); return true;
            default: return false;
        }
    }

    private static string AtomicOperator(AtomicOperation operation) => operation switch
    {
        AtomicOperation.Add => "+=",
        AtomicOperation.Or => "|=",
        AtomicOperation.And => "&=",
        _ => "^=",
    };

    private static bool AppendSpecialLoad(StringBuilder text, ReadOnlySpan<Instruction> program, int index, DisassemblySymbols symbols)
    {
        Instruction instruction = program[index];
        switch (instruction.MemoryMode)
        {
            case MemoryMode.Absolute: text.Append(CultureInfo.InvariantCulture, $"r0 = *({UnsignedType(instruction)} *)skb[{instruction.Immediate}]"); return true;
            case MemoryMode.Indirect: text.Append(CultureInfo.InvariantCulture, $"r0 = *({UnsignedType(instruction)} *)skb[r{instruction.Source} + {instruction.Immediate}]"); return true;
            case MemoryMode.Immediate when instruction.IsWide:
                ulong upper = index + 1 < program.Length ? (uint)program[index + 1].Immediate : 0;
                ulong value = (upper << 32) | (uint)instruction.Immediate;
                text.Append(CultureInfo.InvariantCulture, $"r{instruction.Destination} = {symbols.Immediate64(instruction, value, index)}");
                return true;
            default: return false;
        }
    }

    private static string Target(in Instruction instruction) =>
        string.Create(CultureInfo.InvariantCulture, $"*({UnsignedType(instruction)} *)(r{instruction.Destination} {instruction.Offset:+0;-0;+0})");

    private static string UnsignedType(in Instruction instruction) => instruction.MemorySize switch
    {
        MemorySize.Word => "u32",
        MemorySize.HalfWord => "u16",
        MemorySize.Byte => "u8",
        _ => "u64",
    };

    private static string SignedType(in Instruction instruction) => instruction.MemorySize switch
    {
        MemorySize.Word => "s32",
        MemorySize.HalfWord => "s16",
        MemorySize.Byte => "s8",
        _ => Missing,
    };
}

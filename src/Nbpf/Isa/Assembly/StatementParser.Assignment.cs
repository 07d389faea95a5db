namespace Nbpf.Isa.Assembly;

/// <summary>Statements that assign a register.</summary>
internal sealed partial class StatementParser
{
    private Instruction Assignment()
    {
        (byte destination, bool is32) = RegisterOperand();
        if (TrySymbol("=")) return Move(destination, is32);
        (AluOperation operation, bool signed) = Current.Text switch
        {
            "+=" => (AluOperation.Add, false),
            "-=" => (AluOperation.Sub, false),
            "*=" => (AluOperation.Mul, false),
            "/=" => (AluOperation.Div, false),
            "s/=" => (AluOperation.Div, true),
            "|=" => (AluOperation.Or, false),
            "&=" => (AluOperation.And, false),
            "<<=" => (AluOperation.Lsh, false),
            ">>=" => (AluOperation.Rsh, false),
            "s>>=" => (AluOperation.Arsh, false),
            "%=" => (AluOperation.Mod, false),
            "s%=" => (AluOperation.Mod, true),
            "^=" => (AluOperation.Xor, false),
            _ => throw Unexpected("an assignment operator"),
        };
        position++;
        Instruction instruction = AluOperand(operation, destination, is32);
        return signed ? Instructions.Signed(instruction) : instruction;
    }

    private Instruction AluOperand(AluOperation operation, byte destination, bool is32)
    {
        if (TryRegister(Current, out _, out _))
        {
            byte source = Operand(is32);
            return is32 ? Instructions.Alu32(operation, destination, source) : Instructions.Alu64(operation, destination, source);
        }

        return is32 ? Instructions.Alu32Imm(operation, destination, Immediate32(uint.MaxValue)) : Instructions.Alu64Imm(operation, destination, Immediate32(0));
    }

    /// <summary>What stands right of <c>r0 =</c>.</summary>
    private Instruction Move(byte destination, bool is32)
    {
        Token next = Current;
        if (next.Text == "*") return LoadStatement(destination);
        if (next.Text == "&") throw line.Error("a per-CPU address exists in the kernel's own programs only", next.Column);
        if (next.Text == "(") return SignExtendingMove(destination, is32);
        if (next.Text == "-" && TryRegister(line.Tokens[position + 1], out byte negated, out bool negated32))
        {
            if (negated != destination || negated32 != is32) throw line.Error("a negation has the same register on both sides", next.Column);
            position += 2;
            return is32 ? Instructions.Neg32(destination) : Instructions.Neg(destination);
        }

        if (TryRegister(next, out _, out _)) return AluOperand(AluOperation.Mov, destination, is32);
        if (next.Kind == TokenKind.Word) return NamedOperation(destination, is32, next.Text);
        return Constant(destination, is32);
    }

    /// <summary>A number: 64 bits wide when <c>ll</c> follows or a dump's opcode says so.</summary>
    private Instruction Constant(byte destination, bool is32)
    {
        int start = position;
        (bool negative, ulong magnitude) = SignedNumber();
        bool suffix = Current is { Kind: TokenKind.Word, Text: "ll" };
        if (suffix) position++;
        if (suffix || line.Opcode == Opcodes.LoadImmediate64) return Wide(Instructions.LoadImm64(destination, negative ? 0 - magnitude : magnitude));
        position = start;
        return AluOperand(AluOperation.Mov, destination, is32);
    }

    private Instruction Wide(Instruction[] slots)
    {
        SecondSlot = slots[1];
        return slots[0];
    }

    private Instruction SignExtendingMove(byte destination, bool is32)
    {
        Symbol("(");
        short width = Word("s8, s16 or s32").Text switch
        {
            "s8" => 8,
            "s16" => 16,
            "s32" => 32,
            _ => throw line.Error("expected s8, s16 or s32", Current.Column),
        };
        Symbol(")");
        byte source = Operand(is32);
        return is32 ? Instructions.Mov32SignExtend(destination, source, width) : Instructions.MovSignExtend(destination, source, width);
    }

    private Instruction NamedOperation(byte destination, bool is32, string name)
    {
        position++;
        switch (name)
        {
            case "be16" or "be32" or "be64": return Instructions.ToBigEndian(SwapOperand(destination, is32), SwapWidth(name));
            case "le16" or "le32" or "le64": return Instructions.ToLittleEndian(SwapOperand(destination, is32), SwapWidth(name));
            case "bswap16" or "bswap32" or "bswap64": return Instructions.ByteSwap(SwapOperand(destination, is32), SwapWidth(name));
            case "map_fd": return Pseudo(destination, PseudoImmediate.MapFd, false);
            case "map_idx": return Pseudo(destination, PseudoImmediate.MapIndex, false);
            case "map_value": return Pseudo(destination, PseudoImmediate.MapValue, true);
            case "map_idx_value": return Pseudo(destination, PseudoImmediate.MapIndexValue, true);
            case "btf_id": return Pseudo(destination, PseudoImmediate.BtfId, true);
            case "function": return FunctionAddress(destination);
            case "addr_space_cast": return AddressSpaceCast(destination);
            case "load_acquire": return LoadAcquireStatement(destination);
            default: return AtomicStatement(destination, is32, name);
        }
    }

    private byte SwapOperand(byte destination, bool is32)
    {
        int column = Current.Column;
        return Operand(is32) == destination ? destination : throw line.Error("a byte swap has the same register on both sides", column);
    }

    private static int SwapWidth(string name) => name.EndsWith("16", StringComparison.Ordinal) ? 16 : name.EndsWith("32", StringComparison.Ordinal) ? 32 : 64;

    /// <summary><c>map_fd 3 ll</c>, <c>map_value 3 + 8 ll</c>.</summary>
    private Instruction Pseudo(byte destination, byte kind, bool hasSecond)
    {
        int low = Immediate32(uint.MaxValue);
        int high = hasSecond && Current.Text is "+" ? Immediate32(uint.MaxValue) : 0;
        Keyword("ll");
        return Wide(Instructions.LoadImm64(destination, kind, low, high));
    }

    private Instruction FunctionAddress(byte destination)
    {
        int distance = Distance(LabelKind.Immediate);
        Keyword("ll");
        return Wide(Instructions.LoadFunction(destination, distance));
    }

    private Instruction AddressSpaceCast(byte destination)
    {
        Symbol("(");
        byte source = Operand(false);
        Symbol(",");
        int to = Immediate32(0);
        Symbol(",");
        int from = Immediate32(0);
        Symbol(")");
        return Instructions.Mov(destination, source) with { Offset = 1, Immediate = (to << 16) | (ushort)from };
    }
}

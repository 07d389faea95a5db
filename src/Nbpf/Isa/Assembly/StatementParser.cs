namespace Nbpf.Isa.Assembly;

/// <summary>Parses the tokens of one line into an instruction. One parser per line.</summary>
internal sealed partial class StatementParser(SourceLine line, int index)
{
    private int position;

    /// <summary>The instruction, or the first slot of a 64-bit immediate load.</summary>
    public Instruction Instruction { get; private set; }

    /// <summary>The second slot of a 64-bit immediate load.</summary>
    public Instruction SecondSlot { get; private set; }

    /// <summary>The label whose distance the instruction needs, or null.</summary>
    public LabelReference? Label { get; private set; }

    private Token Current => line.Tokens[position];

    /// <summary>Parses the whole line and checks the instruction against the instruction table.</summary>
    /// <exception cref="BpfFormatException">The line means no instruction.</exception>
    public void Parse()
    {
        Instruction = Statement();
        if (Current.Text == "<") position = line.Tokens.Count - 1; // llvm-objdump names jump targets: goto +5 <LBB0_3>
        if (Current.Kind != TokenKind.End) throw Unexpected("the end of the line");
        if (line.Opcode is { } opcode && opcode != Instruction.Opcode)
            throw line.Error($"opcode (0x{opcode:x2}) stands before an instruction with opcode 0x{Instruction.Opcode:x2}", 0);
        if (InstructionTable.Check(Instruction) is { } fault) throw line.Error($"no such instruction: {fault}", 0);
    }

    private Instruction Statement()
    {
        Token first = Current;
        if (first.Text == "*") return StoreStatement();
        if (first.Kind != TokenKind.Word) throw Unexpected("an instruction");
        switch (first.Text)
        {
            case "exit": position++; return Instructions.Exit();
            case "goto": position++; return Instructions.Jump(JumpOffset());
            case "may_goto": position++; return Instructions.MayGoto(JumpOffset());
            case "gotol": position++; return Instructions.JumpLong(Distance(LabelKind.Immediate));
            case "call": position++; return CallStatement();
            case "if": position++; return ConditionalJump();
            case "lock": position++; return LockStatement();
            case "store_release": position++; return StoreReleaseStatement();
            default: return TryRegister(first, out _, out _) ? Assignment() : throw Unexpected("an instruction");
        }
    }

    private Instruction CallStatement()
    {
        if (Current.Kind == TokenKind.Number || Current.Text == "-") return Instructions.Call(Immediate32(0));
        if (Current.Text == "pc")
        {
            position++;
            return Instructions.CallSubprogram(Immediate32(0));
        }

        Token name = Word("a helper, a label or pc+K");
        if (name.Text == "kernel" && Current.Text == "-")
        {
            position++;
            Keyword("function");
            Symbol("#");
            return Instructions.CallKernelFunction(Immediate32(0));
        }

        if (Current.Text == "#")
        {
            position++;
            return Instructions.Call(Immediate32(0));
        }

        Label = new(name.Text, LabelKind.Call, index, line, name.Column);
        return Instructions.CallSubprogram(0);
    }

    private Instruction ConditionalJump()
    {
        (byte destination, bool is32) = RegisterOperand();
        JumpOperation operation = Current.Text switch
        {
            "==" => JumpOperation.Equal,
            "!=" => JumpOperation.NotEqual,
            ">" => JumpOperation.Greater,
            ">=" => JumpOperation.GreaterOrEqual,
            "<" => JumpOperation.Less,
            "<=" => JumpOperation.LessOrEqual,
            "&" => JumpOperation.BitsSet,
            "s>" => JumpOperation.SignedGreater,
            "s>=" => JumpOperation.SignedGreaterOrEqual,
            "s<" => JumpOperation.SignedLess,
            "s<=" => JumpOperation.SignedLessOrEqual,
            _ => throw Unexpected("a comparison"),
        };
        position++;
        if (TryRegister(Current, out byte source, out _))
        {
            Operand(is32);
            Keyword("goto");
            short target = JumpOffset();
            return is32 ? Instructions.Jump32If(operation, destination, source, target) : Instructions.JumpIf(operation, destination, source, target);
        }

        int immediate = Immediate32(uint.MaxValue);
        Keyword("goto");
        short offset = JumpOffset();
        return is32 ? Instructions.Jump32IfImm(operation, destination, immediate, offset) : Instructions.JumpIfImm(operation, destination, immediate, offset);
    }

    private short JumpOffset()
    {
        int column = Current.Column;
        int distance = Distance(LabelKind.Offset);
        return distance is >= short.MinValue and <= short.MaxValue ? (short)distance
            : throw line.Error($"expected an offset of 16 bits, found {distance}", column);
    }

    /// <summary><c>pc+3</c>, <c>+3</c> or a label.</summary>
    private int Distance(LabelKind kind)
    {
        if (Current.Text == "pc")
            position++;
        else if (Current.Kind == TokenKind.Word)
        {
            Token name = Word("a label");
            Label = new(name.Text, kind, index, line, name.Column);
            return 0;
        }

        return Immediate32(0);
    }

    private Token Word(string expected)
    {
        if (Current.Kind != TokenKind.Word) throw Unexpected(expected);
        return line.Tokens[position++];
    }

    private void Keyword(string word)
    {
        if (Current.Kind != TokenKind.Word || Current.Text != word) throw Unexpected($"'{word}'");
        position++;
    }

    private void Symbol(string symbol)
    {
        if (Current.Kind != TokenKind.Symbol || Current.Text != symbol) throw Unexpected($"'{symbol}'");
        position++;
    }

    private bool TrySymbol(string symbol)
    {
        if (Current.Kind != TokenKind.Symbol || Current.Text != symbol) return false;
        position++;
        return true;
    }

    private (byte Register, bool Is32) RegisterOperand()
    {
        if (!TryRegister(Current, out byte register, out bool is32)) throw Unexpected("a register");
        position++;
        return (register, is32);
    }

    /// <summary>A register of the width that the other operand has.</summary>
    private byte Operand(bool is32)
    {
        int column = Current.Column;
        (byte register, bool found32) = RegisterOperand();
        return found32 == is32 ? register : throw line.Error($"expected {(is32 ? "a 32-bit register w0-w10" : "a 64-bit register r0-r10")}", column);
    }

    private static bool TryRegister(Token token, out byte register, out bool is32)
    {
        register = 0;
        is32 = token.Text.StartsWith('w');
        if (token.Kind != TokenKind.Word || token.Text is not ['r' or 'w', .. var digits]) return false;
        if (digits is not ([>= '0' and <= '9'] or "10")) return false;
        register = byte.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);
        return true;
    }

    /// <summary>A signed number of 32 bits; values up to <paramref name="unsignedLimit"/> are taken as their two's complement.</summary>
    private int Immediate32(uint unsignedLimit)
    {
        int column = Current.Column;
        (bool negative, ulong magnitude) = SignedNumber();
        if (negative && magnitude <= 0x8000_0000) return (int)-(long)magnitude;
        if (!negative && magnitude <= Math.Max(unsignedLimit, int.MaxValue)) return (int)(uint)magnitude;
        throw line.Error($"expected a number of 32 bits, found {(negative ? "-" : "")}{magnitude}", column);
    }

    private short Offset16()
    {
        int column = Current.Column;
        int offset = Immediate32(0);
        return offset is >= short.MinValue and <= short.MaxValue ? (short)offset : throw line.Error($"expected an offset of 16 bits, found {offset}", column);
    }

    private (bool Negative, ulong Magnitude) SignedNumber()
    {
        TrySymbol("+");
        bool negative = TrySymbol("-");
        if (Current.Kind != TokenKind.Number) throw Unexpected("a number");
        return (negative, line.Tokens[position++].Number);
    }

    private BpfFormatException Unexpected(string expected) =>
        line.Error($"expected {expected}, found {(Current.Kind == TokenKind.End ? "the end of the line" : $"'{Current.Text}'")}", Current.Column);
}

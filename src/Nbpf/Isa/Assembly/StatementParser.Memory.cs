namespace Nbpf.Isa.Assembly;

/// <summary>Statements that read or write memory.</summary>
internal sealed partial class StatementParser
{
    /// <summary><c>*(u32 *)(r10 -8) = 0</c></summary>
    private Instruction StoreStatement()
    {
        (MemorySize size, byte destination, short offset) = Access();
        Symbol("=");
        if (TryRegister(Current, out byte source, out _))
        {
            position++;
            return Instructions.Store(size, destination, offset, source);
        }

        return Instructions.StoreImm(size, destination, offset, Immediate32(size == MemorySize.DoubleWord ? 0 : uint.MaxValue));
    }

    /// <summary><c>r0 = *(u32 *)(r1 +4)</c>, <c>r0 = *(s8 *)(r1 +4)</c>, <c>r0 = *(u32 *)skb[12]</c>, <c>r0 = *(u32 *)skb[r1 + 12]</c></summary>
    private Instruction LoadStatement(byte destination)
    {
        Symbol("*");
        Symbol("(");
        (MemorySize size, bool signed) = PointerType();
        Symbol(")");
        if (Current is { Kind: TokenKind.Word, Text: "skb" }) return PacketLoad(size, signed, destination);
        (byte source, short offset) = Address();
        return signed ? Instructions.LoadSignExtend(size, destination, source, offset) : Instructions.Load(size, destination, source, offset);
    }

    private Instruction PacketLoad(MemorySize size, bool signed, byte destination)
    {
        if (signed || destination != Register.R0) throw line.Error("a packet load reads an unsigned value into r0", Current.Column);
        position++;
        Symbol("[");
        Instruction load;
        if (TryRegister(Current, out byte source, out bool is32) && !is32)
        {
            position++;
            int added = Current.Text == "]" ? 0 : Immediate32(uint.MaxValue);
            load = Instructions.LoadPacketIndirect(size, source, added);
        }
        else
        {
            load = Instructions.LoadPacketAbsolute(size, Immediate32(uint.MaxValue));
        }

        Symbol("]");
        return load;
    }

    /// <summary><c>lock *(u64 *)(r1 +0) += r2</c></summary>
    private Instruction LockStatement()
    {
        (MemorySize size, byte destination, short offset) = Access();
        AtomicOperation operation = Current.Text switch
        {
            "+=" => AtomicOperation.Add,
            "|=" => AtomicOperation.Or,
            "&=" => AtomicOperation.And,
            "^=" => AtomicOperation.Xor,
            _ => throw Unexpected("'+=', '|=', '&=' or '^='"),
        };
        position++;
        return Instructions.Atomic(operation, size, destination, offset, RegisterOperand().Register);
    }

    /// <summary><c>store_release((u64 *)(r1 +0), r2)</c></summary>
    private Instruction StoreReleaseStatement()
    {
        Symbol("(");
        (MemorySize size, byte destination, short offset) = CastAddress();
        Symbol(",");
        byte source = RegisterOperand().Register;
        Symbol(")");
        return Instructions.StoreRelease(size, destination, offset, source);
    }

    /// <summary><c>r0 = load_acquire((u64 *)(r1 +0))</c></summary>
    private Instruction LoadAcquireStatement(byte destination)
    {
        Symbol("(");
        (MemorySize size, byte source, short offset) = CastAddress();
        Symbol(")");
        return Instructions.LoadAcquire(size, destination, source, offset);
    }

    /// <summary>
    /// <c>r2 = atomic64_fetch_add((u64 *)(r1 +0), r2)</c> and the exchanges in the kernel's form (<c>atomic64_xchg</c>) and
    /// LLVM's (<c>w2 = xchg32_32(r1 + 0, w2)</c>).
    /// </summary>
    private Instruction AtomicStatement(byte result, bool is32, string name)
    {
        int column = Current.Column;
        AtomicOperation operation = name switch
        {
            "atomic_fetch_add" or "atomic64_fetch_add" => AtomicOperation.Add | AtomicOperation.Fetch,
            "atomic_fetch_or" or "atomic64_fetch_or" => AtomicOperation.Or | AtomicOperation.Fetch,
            "atomic_fetch_and" or "atomic64_fetch_and" => AtomicOperation.And | AtomicOperation.Fetch,
            "atomic_fetch_xor" or "atomic64_fetch_xor" => AtomicOperation.Xor | AtomicOperation.Fetch,
            "atomic_xchg" or "atomic64_xchg" or "xchg_64" or "xchg32_32" => AtomicOperation.Exchange,
            "atomic_cmpxchg" or "atomic64_cmpxchg" or "cmpxchg_64" or "cmpxchg32_32" => AtomicOperation.CompareExchange,
            _ => throw line.Error($"expected an operand, found '{name}'", column),
        };
        Symbol("(");
        (MemorySize size, byte destination, short offset) = ExchangeAddress(is32);
        Symbol(",");
        if (operation == AtomicOperation.CompareExchange)
        {
            if (RegisterOperand().Register != Register.R0) throw line.Error("a compare-exchange compares with r0", column);
            Symbol(",");
        }

        byte source = RegisterOperand().Register;
        Symbol(")");
        byte expected = operation == AtomicOperation.CompareExchange ? Register.R0 : source;
        if (result != expected) throw line.Error($"expected r{expected} to receive the old value, found r{result}", column);
        return Instructions.Atomic(operation, size, destination, offset, source);
    }

    /// <summary><c>(u64 *)(r1 +0)</c>, or LLVM's <c>r1 + 0</c>, whose width is the result's.</summary>
    private (MemorySize Size, byte Register, short Offset) ExchangeAddress(bool is32)
    {
        if (Current.Text == "(") return CastAddress();
        byte register = Operand(false);
        return (is32 ? MemorySize.Word : MemorySize.DoubleWord, register, Offset16());
    }

    /// <summary><c>*(u32 *)(r1 +4)</c></summary>
    private (MemorySize Size, byte Register, short Offset) Access()
    {
        Symbol("*");
        return CastAddress();
    }

    /// <summary><c>(u32 *)(r1 +4)</c></summary>
    private (MemorySize Size, byte Register, short Offset) CastAddress()
    {
        Symbol("(");
        int column = Current.Column;
        (MemorySize size, bool signed) = PointerType();
        if (signed) throw line.Error("expected an unsigned type", column);
        Symbol(")");
        (byte register, short offset) = Address();
        return (size, register, offset);
    }

    /// <summary><c>(r1 +4)</c>, <c>(r1 + 0x4)</c></summary>
    private (byte Register, short Offset) Address()
    {
        Symbol("(");
        byte register = Operand(false);
        short offset = Offset16();
        Symbol(")");
        return (register, offset);
    }

    /// <summary><c>u32 *</c></summary>
    private (MemorySize Size, bool Signed) PointerType()
    {
        int column = Current.Column;
        (MemorySize, bool) type = Word("a type").Text switch
        {
            "u8" => (MemorySize.Byte, false),
            "u16" => (MemorySize.HalfWord, false),
            "u32" => (MemorySize.Word, false),
            "u64" => (MemorySize.DoubleWord, false),
            "s8" => (MemorySize.Byte, true),
            "s16" => (MemorySize.HalfWord, true),
            "s32" => (MemorySize.Word, true),
            _ => throw line.Error("expected u8, u16, u32, u64, s8, s16 or s32", column),
        };
        Symbol("*");
        return type;
    }
}

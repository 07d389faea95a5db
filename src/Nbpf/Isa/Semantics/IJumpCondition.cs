namespace Nbpf.Isa.Semantics;

/// <summary>When a conditional jump is taken (RFC 9669 §4.3); stateless structs whose calls the JIT compiler inlines.</summary>
public interface IJumpCondition
{
    /// <summary>The condition on 64 bits (class JMP).</summary>
    /// <param name="destination">The destination register.</param>
    /// <param name="source">The source register or the sign-extended immediate.</param>
    static abstract bool Test64(ulong destination, ulong source);

    /// <summary>The condition on the low 32 bits (class JMP32).</summary>
    /// <param name="destination">The low half of the destination register.</param>
    /// <param name="source">The low half of the source register, or the immediate.</param>
    static abstract bool Test32(uint destination, uint source);
}

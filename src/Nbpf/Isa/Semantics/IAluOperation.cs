namespace Nbpf.Isa.Semantics;

/// <summary>
/// What one arithmetic operation computes, written once for the interpreter, the IL compiler and the verifier's constant
/// folding (RFC 9669 §4.1, §4.2). Implementations are stateless structs whose calls the JIT compiler inlines.
/// </summary>
public interface IAluOperation
{
    /// <summary>The operation on 64 bits (class ALU64).</summary>
    /// <param name="destination">The destination register before the operation.</param>
    /// <param name="source">The source register or the sign-extended immediate; ignored by operations on one operand.</param>
    /// <returns>The destination register after the operation.</returns>
    static abstract ulong Apply64(ulong destination, ulong source);

    /// <summary>The operation on the low 32 bits (class ALU); the upper half of the destination becomes zero.</summary>
    /// <param name="destination">The low half of the destination register before the operation.</param>
    /// <param name="source">The low half of the source register, or the immediate; ignored by operations on one operand.</param>
    /// <returns>The low half of the destination register after the operation.</returns>
    static abstract uint Apply32(uint destination, uint source);
}

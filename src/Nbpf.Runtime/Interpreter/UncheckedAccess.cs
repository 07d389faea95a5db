using System.Runtime.CompilerServices;

namespace Nbpf.Runtime.Interpreter;

/// <summary>Trusts the verifier.</summary>
internal readonly unsafe struct UncheckedAccess : IMemoryAccess
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Before(DecodedInstruction* instruction, InterpreterFrame* frame)
    {
    }

    /// <inheritdoc/>
    public static void Interpret(InterpreterFrame* frame) => InterpreterLoop<UncheckedAccess>.Run(frame);
}

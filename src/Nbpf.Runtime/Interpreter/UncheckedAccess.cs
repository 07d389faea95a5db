using System.Runtime.CompilerServices;

namespace Nbpf.Runtime.Interpreter;

/// <summary>Trusts the verifier.</summary>
internal readonly unsafe struct UncheckedAccess : IMemoryAccess
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Check(DecodedInstruction* instruction, InterpreterFrame* frame, ulong address, int sizeBytes, bool isWrite)
    {
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Interpret(InterpreterFrame* frame)
    {
        // SAFETY: the decoder gave every instruction a handler, and every path of a verified program ends with exit.
        DecodedInstruction* next = frame->Subprogram->Start;
        do
        {
            next = next->Handler(next, frame);
        }
        while (next is not null);
    }
}

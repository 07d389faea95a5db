using System.Reflection.Emit;
using Nbpf.Runtime.Execution;

namespace Nbpf.Runtime.Compile;

/// <summary>
/// Emits the places where a run notices that it shall end (<see cref="RunStops"/>): on the way one comparison with memory and a jump that is not taken; what is
/// done otherwise follows at the method's end, as a throw, which the JIT compiler keeps out of loops.
/// </summary>
/// <param name="il">The method's body.</param>
internal sealed class StopEmitter(ILGenerator il)
{
    private readonly List<(Label Label, int Instruction)> stops = [];

    /// <summary>Emits a check.</summary>
    /// <param name="instruction">Slot of the instruction that is about to be executed.</param>
    public void Emit(int instruction)
    {
        Label stop = il.DefineLabel();
        stops.Add((stop, instruction));

        // The lower half of Control, which comes first. Volatile, or it would be read once before a loop.
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldflda, typeof(RunFrame).GetField(nameof(RunFrame.Control))!);
        il.Emit(OpCodes.Volatile);
        il.Emit(OpCodes.Ldind_U4);
        il.Emit(OpCodes.Brtrue, stop);
    }

    /// <summary>Emits what the checks jump to; nothing may follow.</summary>
    public void EmitEnd()
    {
        foreach ((Label label, int instruction) in stops)
        {
            il.MarkLabel(label);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldc_I4, instruction);
            il.Emit(OpCodes.Call, typeof(RunStops).GetMethod(nameof(RunStops.Make))!);
            il.Emit(OpCodes.Throw);
        }
    }
}

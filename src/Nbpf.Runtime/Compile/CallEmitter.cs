using System.Reflection;
using System.Reflection.Emit;
using Nbpf.Isa;
using Nbpf.Runtime.Execution;

namespace Nbpf.Runtime.Compile;

/// <summary>Emits calls of functions and subprograms, and tail calls.</summary>
/// <param name="values">Where arguments come from and results go.</param>
/// <param name="methods">The methods of the program's subprograms.</param>
internal sealed class CallEmitter(ValueEmitter values, DynamicMethod[] methods)
{
    private readonly ILGenerator il = values.Il;

    /// <summary>Emits a call of a helper, map operation or subprogram.</summary>
    /// <param name="index">Its slot.</param>
    /// <param name="instruction">The call.</param>
    public void EmitCall(int index, in Instruction instruction)
    {
        MethodInfo method;
        int arguments = Register.ArgumentCount;
        if (instruction.IsSubprogramCall)
        {
            method = methods[XlatedForm.SubprogramAt(values.Program, index + 1 + instruction.Immediate)];
        }
        else
        {
            KernelFunction function = XlatedForm.FunctionOf(values.Program, index);
            method = function.Method;
            arguments = function.ArgumentCount;
        }

        il.Emit(OpCodes.Ldarg_0);
        for (int r = 1; r <= Register.ArgumentCount; r++) values.Push64(r <= arguments ? values.NodeOf(r) : RegisterWebs.Undefined);
        values.ComputeLoads();
        il.Emit(OpCodes.Call, method);
        values.Clobber(RegisterEffects.ArgumentRegisters);
        values.Store(index, isNarrow: false);
    }

    /// <summary>
    /// Emits a tail call. When it succeeds the subprogram ends with the other program's result, as in Linux; else execution goes on.
    /// </summary>
    public void EmitTailCall()
    {
        LocalBuilder context = il.DeclareLocal(typeof(ulong));
        LocalBuilder target = il.DeclareLocal(typeof(TailCallTarget*));
        Label failed = il.DefineLabel();
        values.Push64(values.NodeOf(1));
        il.Emit(OpCodes.Stloc, context);
        il.Emit(OpCodes.Ldarg_0);
        values.Push64(values.NodeOf(2));
        values.Push64(values.NodeOf(3));
        values.ComputeLoads();
        il.Emit(OpCodes.Call, typeof(TailCalls).GetMethod(nameof(TailCalls.Resolve))!);
        il.Emit(OpCodes.Stloc, target);
        il.Emit(OpCodes.Ldloc, target);
        il.Emit(OpCodes.Brfalse, failed);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldloc, context);
        il.Emit(OpCodes.Conv_U);
        il.Emit(OpCodes.Ldloc, target);
        il.Emit(OpCodes.Ldfld, typeof(TailCallTarget).GetField(nameof(TailCallTarget.Handle))!);
        il.Emit(OpCodes.Ldloc, target);
        il.Emit(OpCodes.Ldfld, typeof(TailCallTarget).GetField(nameof(TailCallTarget.Entry))!);
        il.EmitCalli(OpCodes.Calli, CallingConventions.Standard, typeof(ulong), [typeof(RunFrame*), typeof(void*), typeof(nint)], null);
        il.Emit(OpCodes.Ret);
        il.MarkLabel(failed);
        values.Clobber(RegisterEffects.ArgumentRegisters);
    }
}

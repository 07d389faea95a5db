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
        int callee = instruction.IsSubprogramCall ? XlatedForm.SubprogramAt(values.Program, index + 1 + instruction.Immediate) : -1;
        KernelFunction? function = callee < 0 ? XlatedForm.FunctionOf(values.Program, index) : null;
        int arguments = function?.ArgumentCount ?? Register.ArgumentCount;
        il.Emit(OpCodes.Ldarg_0);
        for (int r = 1; r <= Register.ArgumentCount; r++) values.Push64(r <= arguments ? values.NodeOf(r) : RegisterWebs.Undefined);
        values.ComputeLoads();
        il.Emit(OpCodes.Call, function?.Method ?? methods[callee]);
        if (callee >= 0 && values.Program.Subprograms[callee].HasTailCall) EmitFinish(il);
        values.Clobber(RegisterEffects.ArgumentRegisters);
        values.Store(index, isNarrow: false);
    }

    /// <summary>
    /// Emits a tail call; when it fails, execution goes on. A main program jumps to the other one: the prefix has its frame go first, whatever the other
    /// program does. A subprogram, whose arguments are others, returns to whoever enters the other program.
    /// </summary>
    /// <param name="isMain">True in the main program.</param>
    public void EmitTailCall(bool isMain)
    {
        Label failed = il.DefineLabel();
        if (isMain) EmitJumpToProgram(failed);
        else EmitReturnForProgram(failed);
        il.Emit(OpCodes.Ret);
        il.MarkLabel(failed);
        values.Clobber(RegisterEffects.ArgumentRegisters);
    }

    private void EmitJumpToProgram(Label failed)
    {
        LocalBuilder context = il.DeclareLocal(typeof(ulong)), target = il.DeclareLocal(typeof(TailCallTarget*));
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
        il.Emit(OpCodes.Tailcall);
        il.EmitCalli(OpCodes.Calli, CallingConventions.Standard, typeof(ulong), [typeof(RunFrame*), typeof(void*), typeof(nint)], null);
    }

    private void EmitReturnForProgram(Label failed)
    {
        il.Emit(OpCodes.Ldarg_0);
        for (int r = 1; r <= 3; r++) values.Push64(values.NodeOf(r));
        values.ComputeLoads();
        il.Emit(OpCodes.Call, typeof(TailCalls).GetMethod(nameof(TailCalls.TryBegin))!);
        il.Emit(OpCodes.Brfalse, failed);
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Conv_I8);
    }

    /// <summary>Emits what follows the call of a subprogram that may return by a tail call; its result is on the stack.</summary>
    /// <param name="il">The caller's body.</param>
    public static void EmitFinish(ILGenerator il)
    {
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, typeof(TailCalls).GetMethod(nameof(TailCalls.FinishSubprogram))!);
    }
}

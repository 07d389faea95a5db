using System.Reflection.Emit;
using Nbpf.Isa;
using Nbpf.Runtime.Execution;

namespace Nbpf.Runtime.Compile;

/// <summary>The subprograms that a compiled program hands to helpers by address: a target in memory and a method for each.</summary>
internal sealed unsafe class CompiledCallbacks
{
    private readonly CallbackTarget[] targets;
    private readonly DynamicMethod?[] thunks;

    /// <summary>Finds the callbacks and makes their methods; <see cref="Bind"/> fills the targets.</summary>
    /// <param name="program">The program.</param>
    /// <param name="methods">The methods of its subprograms.</param>
    public CompiledCallbacks(XlatedProgram program, DynamicMethod[] methods)
    {
        Addresses = new nint[methods.Length];
        thunks = new DynamicMethod?[methods.Length];
        bool any = false;
        for (int i = 0; i < program.Instructions.Length; i++)
        {
            if (program.Instructions[i] is not { IsWide: true, Source: PseudoImmediate.Function }) continue;
            int callee = XlatedForm.CallbackOf(program, i);
            if (callee < 0) continue;
            thunks[callee] ??= Thunk(methods[callee], program.Subprograms[callee].HasTailCall);
            any = true;
        }

        // SAFETY: the array is pinned, so that its elements' addresses stay what they are; this object keeps it alive.
        targets = any ? GC.AllocateArray<CallbackTarget>(methods.Length, pinned: true) : [];
        for (int i = 0; i < targets.Length; i++)
            fixed (CallbackTarget* target = &targets[i]) Addresses[i] = (nint)target;
    }

    /// <summary>Address of each subprogram's target, 0 where there are none.</summary>
    public nint[] Addresses { get; }

    /// <summary>Compiles the methods and fills the targets.</summary>
    public void Bind()
    {
        for (int i = 0; i < thunks.Length; i++)
        {
            if (thunks[i] is { } thunk)
                targets[i].Entry = (delegate*<RunFrame*, ulong, ulong, ulong, ulong, ulong, nint, ulong>)MethodEntry.Prepare(thunk);
        }
    }

    private static DynamicMethod Thunk(DynamicMethod method, bool hasTailCall)
    {
        DynamicMethod thunk = IlCompiler.NewCallback($"{method.Name}_callback");
        ILGenerator il = thunk.GetILGenerator(32);
        for (short i = 0; i <= Register.ArgumentCount; i++) il.Emit(OpCodes.Ldarg, i);
        il.Emit(OpCodes.Call, method);
        if (hasTailCall) CallEmitter.EmitFinish(il);
        il.Emit(OpCodes.Ret);
        return thunk;
    }
}

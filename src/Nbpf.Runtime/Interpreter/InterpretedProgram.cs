using System.Runtime.InteropServices;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Interpreter.Checked;
using Nbpf.Runtime.Interpreter.Watch;
using Nbpf.Runtime.Memory;
using Nbpf.Runtime.ProgramTypes;
using Nbpf.Verification;

namespace Nbpf.Runtime.Interpreter;

/// <summary>
/// Runs xlated programs without generating code, where that is not allowed or not worth it, or with every memory access checked.
/// Each instruction is decoded once, to the handler that does its work; a run calls one handler after the other.
/// </summary>
public sealed unsafe class InterpretedProgram : Executable
{
    private readonly DecodedInstruction[] decoded;
    private readonly InterpretedSubprogram[] subprograms;
    private readonly DecodedInstruction* first;
    private readonly InterpretedSubprogram* descriptors;
    private delegate*<RunFrame*, void*, nint, ulong> entry;
    private GCHandle checkedHandle;
    private GCHandle watcherHandle;

    private InterpretedProgram(XlatedProgram program)
    {
        // SAFETY: both arrays are pinned and kept by this object, so that addresses of their elements hold while it lives.
        decoded = GC.AllocateArray<DecodedInstruction>(program.Instructions.Length, pinned: true);
        subprograms = GC.AllocateArray<InterpretedSubprogram>(program.Subprograms.Length, pinned: true);
        first = (DecodedInstruction*)Marshal.UnsafeAddrOfPinnedArrayElement(decoded, 0);
        descriptors = (InterpretedSubprogram*)Marshal.UnsafeAddrOfPinnedArrayElement(subprograms, 0);
    }

    /// <inheritdoc/>
    public override delegate*<RunFrame*, void*, nint, ulong> Entry => entry;

    /// <inheritdoc/>
    public override nint Handle => (nint)descriptors;

    /// <summary>Prepares a program to be interpreted.</summary>
    /// <param name="program">The program.</param>
    /// <exception cref="NotSupportedException">It holds an instruction or calls a function that is not supported; the message names it.</exception>
    public static InterpretedProgram Create(XlatedProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        InterpretedProgram made = new(program);
        made.Prepare<UncheckedAccess>(program, null, null);
        return made;
    }

    /// <summary>
    /// Prepares a program to be interpreted with checks: every access of memory must lie in the region that its address was derived from, and every argument of a
    /// helper be what its prototype says; else <see cref="InterpreterFaultException"/> is thrown. A safety net under the verifier.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="verified">What it was made of, or null when it was made of bare instructions.</param>
    /// <param name="memory">The memory that it may touch besides its stack.</param>
    /// <exception cref="NotSupportedException">It holds an instruction or calls a function that is not supported; the message names it.</exception>
    internal static InterpretedProgram CreateChecked(XlatedProgram program, VerifiedProgram? verified, CheckedMemory memory)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(memory);
        InterpretedProgram made = new(program);
        made.Prepare<CheckedAccess>(program, new CheckedProgram(program, verified, memory), null);
        return made;
    }

    /// <summary>
    /// Prepares a program to be interpreted as <see cref="CreateChecked"/> does and with its state held at every instruction against what the
    /// verifier knew there: a state that was not explored throws <see cref="UnexploredStateException"/>.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="verified">What it was made of, with its trace.</param>
    /// <param name="memory">The memory that it may touch besides its stack.</param>
    /// <param name="type">Its type.</param>
    /// <param name="heap">The memory that holds maps, packets and contexts.</param>
    internal static InterpretedProgram CreateWatched(XlatedProgram program, VerifiedProgram verified, CheckedMemory memory, KernelProgramType type, NativeHeap heap)
    {
        InterpretedProgram made = new(program);
        RunWatcher watcher = new(verified, program, made.descriptors, type, heap);
        made.Prepare<WatchedAccess>(program, new CheckedProgram(program, verified, memory), watcher);
        return made;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (checkedHandle.IsAllocated) checkedHandle.Free();
        if (watcherHandle.IsAllocated) watcherHandle.Free();
    }

    private void Prepare<TAccess>(XlatedProgram program, CheckedProgram? @checked, RunWatcher? watcher)
        where TAccess : struct, IMemoryAccess
    {
        Decoder<TAccess>.Decode(program, first, descriptors);
        if (@checked is not null) checkedHandle = GCHandle.Alloc(@checked);
        if (watcher is not null) watcherHandle = GCHandle.Alloc(watcher);
        for (int i = 0; i < subprograms.Length; i++)
        {
            descriptors[i] = new InterpretedSubprogram
            {
                Start = first + program.Subprograms[i].Start,
                Program = first,
                StackBytes = (program.Subprograms[i].StackDepthBytes + 7) & -8,
                StackDepthBytes = program.Subprograms[i].StackDepthBytes,
                Checked = checkedHandle.IsAllocated ? GCHandle.ToIntPtr(checkedHandle) : 0,
                Watcher = watcherHandle.IsAllocated ? GCHandle.ToIntPtr(watcherHandle) : 0,
                Callback = new CallbackTarget { Entry = &CallHandlers<TAccess>.Enter, Handle = (nint)(descriptors + i) },
            };
        }

        entry = &CallHandlers<TAccess>.EnterMain;
    }
}

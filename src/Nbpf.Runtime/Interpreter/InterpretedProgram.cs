using System.Runtime.InteropServices;
using Nbpf.Runtime.Execution;

namespace Nbpf.Runtime.Interpreter;

/// <summary>
/// Runs xlated programs without generating code, where that is not allowed or not worth it, or with every memory access checked.
/// Each instruction is decoded once, to the handler that does its work; a run calls one handler after the other.
/// </summary>
public sealed unsafe class InterpretedProgram : Executable
{
    private readonly DecodedInstruction[] decoded;
    private readonly InterpretedSubprogram[] subprograms;
    private readonly bool isChecked;
    private GCHandle memoryHandle;
    private GCHandle observerHandle;

    private InterpretedProgram(XlatedProgram program, IMemoryMap? memory, IStepObserver? observer)
    {
        isChecked = memory is not null;
        // SAFETY: both arrays are pinned and kept by this object, so that addresses of their elements hold while it lives.
        decoded = GC.AllocateArray<DecodedInstruction>(program.Instructions.Length, pinned: true);
        subprograms = GC.AllocateArray<InterpretedSubprogram>(program.Subprograms.Length, pinned: true);
        DecodedInstruction* first = (DecodedInstruction*)Marshal.UnsafeAddrOfPinnedArrayElement(decoded, 0);
        InterpretedSubprogram* descriptors = (InterpretedSubprogram*)Marshal.UnsafeAddrOfPinnedArrayElement(subprograms, 0);
        if (isChecked) Decoder<CheckedAccess>.Decode(program, first, descriptors);
        else Decoder<UncheckedAccess>.Decode(program, first, descriptors);
        if (memory is not null) memoryHandle = GCHandle.Alloc(memory);
        if (observer is not null) observerHandle = GCHandle.Alloc(observer);
        for (int i = 0; i < subprograms.Length; i++)
        {
            descriptors[i] = new InterpretedSubprogram
            {
                Start = first + program.Subprograms[i].Start,
                Program = first,
                StackBytes = (program.Subprograms[i].StackDepthBytes + 7) & -8,
                Memory = isChecked ? GCHandle.ToIntPtr(memoryHandle) : 0,
                Observer = observer is not null ? GCHandle.ToIntPtr(observerHandle) : 0,
                Callback = new CallbackTarget
                {
                    Entry = isChecked ? &CallHandlers<CheckedAccess>.Enter : &CallHandlers<UncheckedAccess>.Enter,
                    Handle = (nint)(descriptors + i),
                },
            };
        }

        Handle = (nint)descriptors;
    }

    /// <inheritdoc/>
    public override delegate*<RunFrame*, void*, nint, ulong> Entry => isChecked ? &CallHandlers<CheckedAccess>.EnterMain : &CallHandlers<UncheckedAccess>.EnterMain;

    /// <inheritdoc/>
    public override nint Handle { get; }

    /// <summary>Prepares a program to be interpreted.</summary>
    /// <param name="program">The program.</param>
    /// <exception cref="NotSupportedException">It holds an instruction or calls a function that is not supported; the message names it.</exception>
    public static InterpretedProgram Create(XlatedProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        return new InterpretedProgram(program, null, null);
    }

    /// <summary>
    /// Prepares a program to be interpreted with every access of memory checked. An access outside the run's stacks and the map's
    /// regions throws <see cref="InterpreterFaultException"/>: a safety net under the verifier.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="memory">The memory that programs may touch besides their stack.</param>
    /// <param name="observer">What is told of every instruction, or null.</param>
    /// <exception cref="NotSupportedException">It holds an instruction or calls a function that is not supported; the message names it.</exception>
    internal static InterpretedProgram CreateChecked(XlatedProgram program, IMemoryMap memory, IStepObserver? observer = null)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(memory);
        return new InterpretedProgram(program, memory, observer);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (memoryHandle.IsAllocated) memoryHandle.Free();
        if (observerHandle.IsAllocated) observerHandle.Free();
    }
}

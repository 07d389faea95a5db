using System.Runtime.InteropServices;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Interpreter.Checked;
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
    private readonly bool isChecked;
    private GCHandle checkedHandle;

    private InterpretedProgram(XlatedProgram program, CheckedProgram? @checked)
    {
        isChecked = @checked is not null;
        // SAFETY: both arrays are pinned and kept by this object, so that addresses of their elements hold while it lives.
        decoded = GC.AllocateArray<DecodedInstruction>(program.Instructions.Length, pinned: true);
        subprograms = GC.AllocateArray<InterpretedSubprogram>(program.Subprograms.Length, pinned: true);
        DecodedInstruction* first = (DecodedInstruction*)Marshal.UnsafeAddrOfPinnedArrayElement(decoded, 0);
        InterpretedSubprogram* descriptors = (InterpretedSubprogram*)Marshal.UnsafeAddrOfPinnedArrayElement(subprograms, 0);
        if (isChecked) Decoder<CheckedAccess>.Decode(program, first, descriptors);
        else Decoder<UncheckedAccess>.Decode(program, first, descriptors);
        if (@checked is not null) checkedHandle = GCHandle.Alloc(@checked);
        for (int i = 0; i < subprograms.Length; i++)
        {
            descriptors[i] = new InterpretedSubprogram
            {
                Start = first + program.Subprograms[i].Start,
                Program = first,
                StackBytes = (program.Subprograms[i].StackDepthBytes + 7) & -8,
                StackDepthBytes = program.Subprograms[i].StackDepthBytes,
                Checked = isChecked ? GCHandle.ToIntPtr(checkedHandle) : 0,
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
        return new InterpretedProgram(program, null);
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
        return new InterpretedProgram(program, new CheckedProgram(program, verified, memory));
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (checkedHandle.IsAllocated) checkedHandle.Free();
    }
}

using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Nbpf.Isa;
using Nbpf.Runtime.Compile;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Interpreter;

namespace Nbpf.Runtime.Tests.Execution;

/// <summary>Runs bare instructions, without verification, on an engine.</summary>
internal static unsafe class EngineRunner
{
    /// <summary>Makes the xlated program of instructions whose calls of subprograms tell where these begin.</summary>
    /// <param name="code">The instructions.</param>
    /// <param name="functions">The functions that they call.</param>
    /// <param name="address">What loads of maps and map values load.</param>
    public static XlatedProgram Xlate(IReadOnlyList<Instruction> code, KernelFunctionTable? functions = null, ulong address = 0)
    {
        ulong[] addresses = new ulong[code.Count];
        SortedSet<int> starts = [0];
        for (int i = 0; i < code.Count; i++)
        {
            if (code[i].IsSubprogramCall) starts.Add(i + 1 + code[i].Immediate);
            if (code[i] is { IsWide: true, Source: PseudoImmediate.MapFd or PseudoImmediate.MapValue }) addresses[i] = address;
            if (code[i] is not { IsWide: true, Source: PseudoImmediate.Function }) continue;
            addresses[i] = (ulong)(i + 1 + code[i].Immediate);
            starts.Add((int)addresses[i]);
        }

        int[] begins = [.. starts];
        IEnumerable<XlatedSubprogram> subprograms = begins.Select((start, n) =>
            new XlatedSubprogram(n == 0 ? "main" : $"sub{n}", start, (n + 1 < begins.Length ? begins[n + 1] : code.Count) - start, Register.StackSizeBytes, default));
        return new XlatedProgram([.. code], [.. addresses], [.. subprograms], ImmutableArray<BtfLineInfo>.Empty, functions ?? new KernelFunctionTable());
    }

    public static Executable Prepare(Engine engine, XlatedProgram program, TestMemory? memory = null) => engine switch
    {
        Engine.Compiler => IlCompiler.TryCompile(program) ?? throw new ArgumentException("the program is too large to be compiled", nameof(program)),
        Engine.Interpreter => InterpretedProgram.Create(program),
        _ => InterpretedProgram.CreateChecked(program, verified: null, memory ?? new TestMemory()),
    };

    /// <summary>Runs a program once, with r1 pointing at a copy of the memory.</summary>
    public static ulong Run(Engine engine, XlatedProgram program, byte[]? memory = null)
    {
        byte[] pinned = GC.AllocateArray<byte>(Math.Max(memory?.Length ?? 0, 8), pinned: true);
        memory?.CopyTo(pinned, 0);
        nint context = Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0);
        TestMemory map = new();
        map.Add((ulong)context, pinned.Length);
        using Executable executable = Prepare(engine, program, map);
        RunFrame run = new() { Context = (void*)context };
        ulong result = executable.Run(&run, (void*)context);
        GC.KeepAlive(pinned);
        memory?.AsSpan().Clear();
        if (memory is not null) pinned.AsSpan(0, memory.Length).CopyTo(memory);
        return result;
    }

    /// <summary>Runs a program that touches no memory but its stack.</summary>
    public static ulong Run(Executable executable)
    {
        RunFrame run = default;
        ulong context = 0;
        return executable.Run(&run, &context);
    }
}

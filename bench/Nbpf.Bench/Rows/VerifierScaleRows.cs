using System.Buffers.Binary;
using Nbpf.Bench.Measuring;
using Nbpf.Isa;
using Nbpf.Runtime;
using Nbpf.Syscall;

namespace Nbpf.Bench.Rows;

/// <summary>Loads of programs and types at two sizes, made so that work which is not linear shows.</summary>
internal static class VerifierScaleRows
{
    private const int TypesPerCall = 10;
    private const int LineBytes = 64;

    // The larger size is still compiled.
    private const int BlocksToCompile = 1_000;

    internal static IEnumerable<ResultRow> Measure(int rounds)
    {
        yield return ScaleRow.Measure("calls of a global function, ten times as many types", 1_250, rounds, GlobalCalls);
        yield return ScaleRow.Measure("loops around each other", 2_000, rounds, NestedLoops);
        yield return ScaleRow.Measure("ways out of a function that use its stack", 1_000, rounds, WaysOut);
        yield return ScaleRow.Measure("ways out on which a slot is not always written", 1_000, rounds, LostWrites);
        yield return ScaleRow.Measure("blocks in reverse order, compiled", BlocksToCompile, rounds, count => ReverseBlocks(count, ExecutionEngine.Jit));
        yield return ScaleRow.Measure("source lines in one string", 2_000, rounds, SourceLines);
        yield return ScaleRow.Measure("functions of one prototype with as many parameters", 2_000, rounds, SharedPrototype);
    }

    private static void GlobalCalls(int count)
    {
        (BtfBuilder types, uint number, uint main) = Types();
        uint called = types.AddFunction("called", types.AddPrototype(number, new BtfParameter("a", number)), BtfLinkage.Global);
        for (int i = 0; i < count * TypesPerCall; i++) types.AddReference(BtfKind.Ptr, number);
        List<Instruction> code = [];
        for (int i = 0; i < count; i++) code.AddRange([Instructions.MovImm(1, 0), Instructions.CallSubprogram(2 * (count - i))]);
        code.AddRange([Instructions.MovImm(0, 0), Instructions.Exit(), Instructions.MovImm(0, 0), Instructions.Exit()]);
        Load(types, code, [(0, main), ((2 * count) + 2, called)], []);
    }

    /// <summary>Code that no path reaches: what is measured is what comes before the exploration.</summary>
    private static void NestedLoops(int count)
    {
        (BtfBuilder types, _, uint main) = Types();
        List<Instruction> code = [Instructions.MovImm(6, 0), Instructions.JumpIfImm(JumpOperation.Equal, 6, 0, (short)(2 * count))];
        for (int i = 0; i < count; i++) code.Add(Instructions.Alu64Imm(AluOperation.Add, 6, 1));
        for (int i = 0; i < count; i++) code.Add(Instructions.JumpIfImm(JumpOperation.NotEqual, 6, i, (short)(-2 - (2 * i))));
        code.AddRange([Instructions.MovImm(0, 0), Instructions.Exit()]);
        Load(types, code, [(0, main)], []);
    }

    private static void WaysOut(int count)
    {
        (BtfBuilder types, _, uint main) = Types();
        List<Instruction> code = [Instructions.Mov(6, 1)];
        for (int i = 0; i < count; i++)
        {
            code.AddRange(
            [
                Instructions.Load(MemorySize.Word, 0, 6, 0),
                Instructions.JumpIfImm(JumpOperation.NotEqual, 0, i, 4),
                Instructions.Store(MemorySize.DoubleWord, 10, -8, 6),
                Instructions.Load(MemorySize.DoubleWord, 1, 10, -8),
                Instructions.MovImm(0, 0),
                Instructions.Exit(),
            ]);
        }

        code.AddRange([Instructions.MovImm(0, 0), Instructions.Exit()]);
        Load(types, code, [(0, main)], []);
    }

    private static void LostWrites(int count)
    {
        (BtfBuilder types, _, uint main) = Types();
        List<Instruction> code =
        [
            Instructions.Mov(6, 1),
            Instructions.Mov(7, 10),
            Instructions.Alu64Imm(AluOperation.Add, 7, -8),
            Instructions.Load(MemorySize.Word, 0, 6, 0),
            Instructions.JumpIfImm(JumpOperation.Equal, 0, 0, 1),
            Instructions.Alu64Imm(AluOperation.Add, 7, -8),
        ];
        for (int i = 0; i < count; i++)
        {
            code.AddRange(
            [
                Instructions.Load(MemorySize.Word, 0, 6, 0),
                Instructions.Store(MemorySize.DoubleWord, 7, 0, 6),
                Instructions.JumpIfImm(JumpOperation.NotEqual, 0, i, 3),
                Instructions.Store(MemorySize.DoubleWord, 10, -8, 6),
                Instructions.MovImm(0, 0),
                Instructions.Exit(),
            ]);
        }

        code.AddRange([Instructions.Store(MemorySize.DoubleWord, 10, -8, 6), Instructions.MovImm(0, 0), Instructions.Exit()]);
        Load(types, code, [(0, main)], []);
    }

    private static void ReverseBlocks(int count, ExecutionEngine engine)
    {
        (BtfBuilder types, _, uint main) = Types();
        List<Instruction> code = [Instructions.MovImm(0, 0), Instructions.JumpLong(3 * (count - 1))];
        for (int i = 0; i < count; i++)
            code.AddRange([Instructions.Alu64Imm(AluOperation.Add, 0, i), Instructions.Alu64Imm(AluOperation.And, 0, 0xff), i == 0 ? Instructions.Exit() : Instructions.Jump(-6)]);
        Load(types, code, [(0, main)], [], engine);
    }

    private static void SourceLines(int count)
    {
        (BtfBuilder types, _, uint main) = Types();
        uint line = types.AddString(new string('x', count * LineBytes));
        List<Instruction> code = [.. Enumerable.Repeat(Instructions.MovImm(0, 0), count - 1), Instructions.Exit()];
        Load(types, code, [(0, main)], [.. Enumerable.Range(0, count).Select(i => (i, line))]);
    }

    private static void SharedPrototype(int count)
    {
        (BtfBuilder types, uint number, uint main) = Types();
        uint prototype = types.AddPrototype(number, [.. Enumerable.Repeat(new BtfParameter("a", number), count)]);
        for (int i = 0; i < count; i++) types.AddFunction("f", prototype, BtfLinkage.Static);
        Load(types, [Instructions.MovImm(0, 0), Instructions.Exit()], [(0, main)], []);
    }

    private static (BtfBuilder Types, uint Number, uint Main) Types()
    {
        BtfBuilder types = new();
        uint number = types.AddInteger("int", 4, BtfIntegerEncoding.Signed);
        return (types, number, types.AddFunction("main", types.AddPrototype(number), BtfLinkage.Global));
    }

    private static void Load(BtfBuilder types, List<Instruction> code, (int Instruction, uint Function)[] functions, (int Instruction, uint Line)[] lines, ExecutionEngine engine = ExecutionEngine.Interpreter)
    {
        using BpfRuntime kernel = new(new BpfRuntimeOptions { CpuCount = 1, Engine = engine });
        byte[] functionInfo = new byte[functions.Length * 8], lineInfo = new byte[lines.Length * 16];
        for (int i = 0; i < functions.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(functionInfo.AsSpan(i * 8), functions[i].Instruction);
            BinaryPrimitives.WriteUInt32LittleEndian(functionInfo.AsSpan((i * 8) + 4), functions[i].Function);
        }

        for (int i = 0; i < lines.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(lineInfo.AsSpan(i * 16), lines[i].Instruction);
            BinaryPrimitives.WriteUInt32LittleEndian(lineInfo.AsSpan((i * 16) + 8), lines[i].Line);
        }

        int btf = Value(kernel.BtfLoad(types.ToBytes(), 0, [], out _));
        Value(kernel.ProgLoad(
            new ProgLoadAttributes
            {
                Type = ProgramType.SocketFilter,
                License = "GPL",
                Instructions = code.ToArray(),
                BtfFd = btf,
                FuncInfo = functionInfo,
                LineInfo = lineInfo,
            },
            [],
            out _));
    }

    private static int Value(SysResult result) => result.IsError ? throw new InvalidOperationException(result.ToString()) : result.Value;
}

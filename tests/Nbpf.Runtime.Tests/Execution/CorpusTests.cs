using Nbpf.Isa;
using Nbpf.Isa.Semantics;
using Nbpf.Runtime.Execution;
using Xunit;

namespace Nbpf.Runtime.Tests.Execution;

public class CorpusTests
{
    public static TheoryData<Engine, string> Cases
    {
        get
        {
            TheoryData<Engine, string> data = [];
            foreach (Engine engine in Enum.GetValues<Engine>())
                foreach (CorpusCase test in CorpusCase.All) data.Add(engine, test.Name);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Run_CorpusProgram_GivesExpectedResult(Engine engine, string name)
    {
        CorpusCase test = CorpusCase.All.Single(c => c.Name == name);
        ulong result = EngineRunner.Run(engine, EngineRunner.Xlate(test.Code), (byte[]?)test.Memory?.Clone());
        Assert.Equal($"0x{test.Expected:x}", $"0x{result:x}");
    }

    [Fact]
    public void Corpus_EveryInstructionForm_IsCovered()
    {
        // What never stands in an xlated program that runs here, and what other tests run: helper calls and pseudo loads.
        OperandForm[] elsewhere = [OperandForm.CallHelper, OperandForm.CallKernelFunction, OperandForm.MayGoto, OperandForm.AddressSpaceCast, OperandForm.LoadPacketAbsolute, OperandForm.LoadPacketIndirect];
        HashSet<InstructionForm> covered = [];
        foreach (CorpusCase test in CorpusCase.All)
        {
            for (int i = 0; i < test.Code.Length; i += test.Code[i].IsWide ? 2 : 1)
                if (InstructionTable.TryFind(test.Code[i], out InstructionForm? form)) covered.Add(form);
        }

        IEnumerable<string> missing = InstructionTable.Rows
            .Where(form => !elsewhere.Contains(form.Operands) && !(form.Operands == OperandForm.LoadImmediate64 && form.Name != "lddw") && !covered.Contains(form))
            .Select(form => $"{form.Name} {form.Operands}");
        Assert.Empty(missing);
    }

    [Theory]
    [InlineData(Engine.Compiler)]
    [InlineData(Engine.Interpreter)]
    public void Run_EveryAluForm_MatchesSemantics(Engine engine)
    {
        ulong[] values = [0, 1, 2, 31, 32, 33, 63, 64, 0x7f, 0x80, 0x8000, 0x7fffffff, 0x80000000, 0xffffffff, 0x100000000, 0x123456789abcdef0, long.MaxValue, 1UL << 63, ulong.MaxValue];
        int[] immediates = [0, 1, -1, 7, 31, 32, 63, int.MaxValue, int.MinValue];
        foreach (InstructionForm form in InstructionTable.Rows)
        {
            foreach (int immediate in form.Immediate.IsAny ? immediates : form.Immediate.Values)
            {
                Instruction instruction = new(form.Opcode, 0, (byte)(form.Source.IsRegister ? 2 : 0), (short)(form.Offset.IsAny ? 0 : form.Offset.Values[0]), immediate);
                if (AluSemantics.TypeOf(instruction) is null) continue;
                CheckAlu(engine, instruction, values);
            }
        }
    }

    [Fact]
    public void IsArithmetic_AnyFields_HasMeaning()
    {
        for (int opcode = 0; opcode < 256; opcode++)
            foreach (short offset in new short[] { 0, 1, 8, 16, 32, 64, -1 })
                foreach (int immediate in new[] { 0, 1, 8, 16, 32, 64, 128 })
                {
                    Instruction instruction = new((byte)opcode, 1, 2, offset, immediate);
                    Assert.True(XlatedForm.IsArithmetic(instruction) == (AluSemantics.TypeOf(instruction) is not null), instruction.ToString());
                }
    }

    // One program per instruction: it reads both operands from memory, so that no engine can know them.
    private static unsafe void CheckAlu(Engine engine, Instruction instruction, ulong[] values)
    {
        XlatedProgram program = EngineRunner.Xlate(
        [
            Instructions.Load(MemorySize.DoubleWord, 0, 1, 0),
            Instructions.Load(MemorySize.DoubleWord, 2, 1, 8),
            instruction,
            Instructions.Exit(),
        ]);
        using Executable executable = EngineRunner.Prepare(engine, program);
        ulong* memory = stackalloc ulong[2];
        foreach (ulong destination in values)
        {
            foreach (ulong source in values)
            {
                (memory[0], memory[1]) = (destination, source);
                RunFrame run = default;
                ulong expected = AluSemantics.Evaluate(instruction, destination, source);
                ulong actual = executable.Run(&run, memory);
                Assert.True(expected == actual, $"{Disassembler.Format([instruction], 0)} on 0x{destination:x}, 0x{source:x}: expected 0x{expected:x}, found 0x{actual:x}");
            }
        }
    }
}

using Nbpf.Isa;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Runtime.Tests.Rewrite;

/// <summary>
/// A word exchange leaves r0 as it was when it does not exchange, so that its upper half is cut off where something reads it: for each
/// instruction that may come next, the rewritten program is Linux's.
/// </summary>
public sealed class WordExchangeTests
{
    private const byte Result = 0, Other = 3, Stack = 10;

    private static readonly byte[] Operands = [Result, Other];

    [Fact]
    public void Load_ExchangeAndEachUse_IsRewrittenAsInLinux()
    {
        using BpfRuntime runtime = new();
        Dictionary<string, string> here = Ask(runtime).ToDictionary();
        IReadOnlyDictionary<string, string> linux = RecordedAnswers.For("word-exchanges", Ask);
        string[] wrong = [.. linux.Where(answer => here[answer.Key] != answer.Value).Select(answer => $"{answer.Key}: here '{here[answer.Key]}', Linux '{answer.Value}'")];
        Assert.True(wrong.Length == 0, $"{wrong.Length} of {linux.Count}\n{string.Join('\n', wrong)}");
    }

    private static IEnumerable<KeyValuePair<string, string>> Ask(IBpf kernel) => Uses()
        .Select(use => (Name: Disassembler.Format(use, 0), Use: use)).DistinctBy(static pair => pair.Name)
        .Select(pair => new KeyValuePair<string, string>(pair.Name, Dump(kernel, pair.Use)));

    private static IEnumerable<Instruction[]> Uses()
    {
        foreach (byte first in Operands)
        {
            foreach (AluOperation operation in (AluOperation[])[AluOperation.Add, AluOperation.Mov, AluOperation.Xor])
            {
                yield return [Instructions.Alu64Imm(operation, first, 1)];
                yield return [Instructions.Alu32Imm(operation, first, 1)];
            }

            yield return [Instructions.Neg(first)];
            yield return [Instructions.Neg32(first)];
            foreach (int bits in (int[])[16, 32, 64])
            {
                yield return [Instructions.ByteSwap(first, bits)];
                yield return [Instructions.ToBigEndian(first, bits)];
                yield return [Instructions.ToLittleEndian(first, bits)];
            }

            foreach (JumpOperation operation in (JumpOperation[])[JumpOperation.Equal, JumpOperation.SignedGreater, JumpOperation.BitsSet])
            {
                yield return [Instructions.JumpIfImm(operation, first, 1, 0)];
                yield return [Instructions.Jump32IfImm(operation, first, 1, 0)];
            }

            foreach (MemorySize size in (MemorySize[])[MemorySize.Byte, MemorySize.Word, MemorySize.DoubleWord])
            {
                yield return [Instructions.Store(size, Stack, -16, first)];
                yield return [Instructions.Load(size, first, Stack, -16)];
            }

            foreach (MemorySize size in (MemorySize[])[MemorySize.Word, MemorySize.DoubleWord])
            {
                yield return [Instructions.Atomic(AtomicOperation.Add, size, Stack, -16, first)];
                yield return [Instructions.Atomic(AtomicOperation.Exchange, size, Stack, -16, first)];
                yield return [Instructions.Atomic(AtomicOperation.CompareExchange, size, Stack, -16, first)];
            }

            foreach (byte second in Operands)
            {
                yield return [Instructions.Alu64(AluOperation.Add, first, second)];
                yield return [Instructions.Alu32(AluOperation.Add, first, second)];
                yield return [Instructions.Mov(first, second)];
                yield return [Instructions.Mov32(first, second)];
                yield return [Instructions.MovSignExtend(first, second, 32)];
                yield return [Instructions.JumpIf(JumpOperation.Equal, first, second, 0)];
                yield return [Instructions.Jump32If(JumpOperation.Equal, first, second, 0)];
            }
        }

        yield return [Instructions.StoreImm(MemorySize.DoubleWord, Stack, -16, 1)];
        yield return [Instructions.Jump(0)];
        yield return [Instructions.Call(HelperId.GetPrandomU32)];
        yield return [Instructions.Exit()];
    }

    private static string Dump(IBpf kernel, Instruction[] use)
    {
        Instruction[] program =
        [
            Instructions.StoreImm(MemorySize.DoubleWord, Stack, -8, 0),
            Instructions.StoreImm(MemorySize.DoubleWord, Stack, -16, 0),
            Instructions.MovImm(Result, 0),
            Instructions.MovImm(2, 1),
            Instructions.MovImm(Other, 5),
            Instructions.Atomic(AtomicOperation.CompareExchange, MemorySize.Word, Stack, -8, 2),
            .. use,
            .. use[0].IsExit ? Array.Empty<Instruction>() : [Instructions.MovImm(Result, 0), Instructions.Exit()],
        ];
        SysResult loaded = LinuxOracle.Load(kernel, ProgramDump.Attributes(ProgramType.SocketFilter, program), out string log);
        if (loaded.IsError) return $"{loaded.Errno}: {log.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^2]}";
        string[] lines = ProgramDump.Lines(kernel, loaded.Value);
        kernel.Close(loaded.Value);
        return string.Join("; ", lines.Skip(5));
    }
}

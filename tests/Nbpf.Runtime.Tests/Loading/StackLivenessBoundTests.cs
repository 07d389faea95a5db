using System.Text;
using Nbpf.Isa;
using Nbpf.Runtime.Tests.Maps;
using Nbpf.Runtime.Tests.Rewrite;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Runtime.Tests.Loading;

/// <summary>
/// A loop with thousands of ways out, on each of which one more slot turns out not to be written always: what is live would take a hundred million
/// steps. It is given up, and then every slot counts: what a slot holds on a second path is still looked at.
/// </summary>
public sealed class StackLivenessBoundTests
{
    private const int WaysOut = 5_000;

    [Theory]
    [InlineData(40, true)]
    [InlineData(400, false)]
    public void Load_SlotReadAfterLivenessWasGivenUp_IsJudgedOnBothPaths(int second, bool isAccepted)
    {
        using Kernel kernel = new();
        int map = kernel.Map(MapType.Array, value: 64, max: 1);
        ProgLoadAttributes attributes = ProgramDump.Attributes(ProgramType.SocketFilter, Assembler.Assemble(Program(map, second))) with { LogLevel = 1, Flags = ProgramFlags.TestStateFreq };
        SysResult result = LinuxOracle.Load(kernel.Bpf, attributes, out string log);
        Assert.Equal(isAccepted, !result.IsError);
        if (!isAccepted)
            Assert.Contains("outside of the allowed memory range", log, StringComparison.Ordinal);
    }

    // r7 is one slot on the first path and another on the second, which alone comes to the pair of numbers at the end.
    private static string Program(int map, int second)
    {
        StringBuilder text = new(
            $"""
                r6 = r1
                r9 = map_value {map} + 0 ll
                r8 = 1
                r7 = r10
                r7 += -16
                r0 = *(u32 *)(r6 + 0)
                if r0 == 0 goto start
                r8 = 0
                r7 += 8
            start:

            """);
        for (int i = 0; i < WaysOut; i++)
        {
            text.Append(
                $"""
                    r0 = *(u32 *)(r6 + 0)
                    *(u64 *)(r7 + 0) = 0
                    if r0 != {i} goto way{i}
                    *(u64 *)(r10 - 8) = 0
                    r0 = 0
                    exit
                way{i}:

                """);
        }

        return text.Append(
            $"""
                if r8 == 2 goto start
                if r8 == 0 goto out
                r0 = *(u32 *)(r6 + 0)
                *(u64 *)(r10 - 24) = {second}
                if r0 == 7 goto join
                *(u64 *)(r10 - 24) = 0
            join:
                r2 = *(u64 *)(r10 - 24)
                r9 += r2
                r0 = *(u8 *)(r9 + 0)
            out:
                r0 = 0
                exit
            """).ToString();
    }
}

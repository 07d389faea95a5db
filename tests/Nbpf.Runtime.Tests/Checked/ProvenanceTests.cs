using Nbpf.Runtime.Interpreter;
using Xunit;

namespace Nbpf.Runtime.Tests.Checked;

/// <summary>Pointers stay pointers through what may be done with them, and nothing else becomes one.</summary>
public sealed class ProvenanceTests
{
    [Theory]
    [InlineData("r7 = r6")]
    [InlineData("r7 = r6\nr7 += 8\nr7 -= 8")]
    [InlineData("r7 = 5\nr7 += r6\nr7 += -5")]
    [InlineData("r7 = r6\nr1 = 3\nr7 -= r1\nr7 += 3")]
    [InlineData("*(u64 *)(r10 - 16) = r6\nr7 = *(u64 *)(r10 - 16)")]
    [InlineData("*(u64 *)(r10 - 16) = r6\nr7 = 0\nr7 = atomic64_fetch_add((u64 *)(r10 - 16), r7)")]
    [InlineData("*(u64 *)(r10 - 16) = r6\nr1 = r10\nr1 += -16\ncall fill\nr7 = r0")]
    [InlineData("r1 = r10\nr1 += -16\nr2 = r6\ncall spill\nr7 = *(u64 *)(r10 - 16)")]
    [InlineData("r1 = 1\nr2 = function store ll\nr3 = r10\nr3 += -16\nr4 = 0\n*(u64 *)(r10 - 16) = r6\ncall bpf_loop\nr7 = *(u64 *)(r10 - 16)")]
    public void Value_ThatIsThePointer_ReachesItsRegion(string make) => Assert.Equal(0u, Run(make));

    [Theory]
    [InlineData("r7 = r6\nr7 <<= 0")]
    [InlineData("r7 = r6\nr7 |= 0")]
    [InlineData("r7 = 0\nr7 ^= r6")]
    [InlineData("r7 = r6\nr7 *= 1")]
    [InlineData("r7 = r6\nr7 = -r7\nr7 = -r7")]
    [InlineData("r7 = r6\nr7 += r6\nr7 -= r6")]
    [InlineData("r7 = 0\nr7 -= r6\nr7 = -r7")]
    [InlineData("r7 = r6\nr7 = bswap64 r7\nr7 = bswap64 r7")]
    [InlineData("*(u64 *)(r10 - 16) = r6\n*(u8 *)(r10 - 24) = 0\n*(u8 *)(r10 - 9) = 0\nr7 = *(u64 *)(r10 - 16)")]
    [InlineData("*(u64 *)(r10 - 16) = r6\nr1 = 0\nlock *(u64 *)(r10 - 16) += r1\nr7 = *(u64 *)(r10 - 16)")]
    [InlineData("*(u64 *)(r10 - 16) = r6\nr1 = 0\nr1 = atomic64_fetch_add((u64 *)(r10 - 16), r1)\nr7 = *(u64 *)(r10 - 16)")]
    [InlineData("*(u64 *)(r6 + 0) = r6\nr7 = *(u64 *)(r6 + 0)")]
    [InlineData("*(u64 *)(r10 - 16) = r6\nr7 = *(u32 *)(r10 - 12)\nr7 <<= 32\nr1 = *(u32 *)(r10 - 16)\nr7 += r1")]
    public void Value_ThatIsTheSameNumber_ReachesNothing(string make)
    {
        InterpreterFaultException fault = Assert.Throws<InterpreterFaultException>(() => Run(make));
        Assert.Equal(("a number", "derived from memory that programs may touch"), (fault.Region, fault.Expected));
    }

    [Fact]
    public void Zero_StoredAfterAPointerWasAddedTo_IsANumber()
    {
        // What an atomic operation does not fetch goes nowhere: not to the register that stores of numbers store.
        InterpreterFaultException fault = Assert.Throws<InterpreterFaultException>(() =>
            Run("*(u64 *)(r10 - 16) = r6\nr1 = 0\nlock *(u64 *)(r10 - 16) += r1\n*(u64 *)(r10 - 24) = 0\nr7 = *(u64 *)(r10 - 24)"));
        Assert.Equal((11UL, "a number"), (fault.Address, fault.Region));
    }

    private static uint Run(string make)
    {
        using UnverifiedKernel kernel = new();
        int map = kernel.Map(MapType.Array, max: 1);
        return kernel.Run(
            ProgramType.Xdp,
            $"""
            r6 = map_value {map} + 0 ll
            {make}
            r1 = *(u8 *)(r7 + 11)
            r0 = 0
            exit
            {(make.Contains("call fill", StringComparison.Ordinal) ? "fill: r0 = *(u64 *)(r1 + 0)\nexit" : "")}
            {(make.Contains("call spill", StringComparison.Ordinal) ? "spill: *(u64 *)(r1 + 0) = r2\nr0 = 0\nexit" : "")}
            {(make.Contains("store ll", StringComparison.Ordinal) ? "store: r3 = *(u64 *)(r2 + 0)\nr3 += r1\n*(u64 *)(r2 + 0) = r3\nr1 = *(u8 *)(r3 + 11)\nr0 = 0\nexit" : "")}
            """);
    }
}

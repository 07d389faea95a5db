using Nbpf.Runtime.Interpreter;
using Xunit;

namespace Nbpf.Runtime.Tests.Checked;

/// <summary>A pointer reaches the bytes of the region that it was derived from, and none before or after it, whatever stands there.</summary>
public sealed class RegionTests
{
    private static readonly byte[] TracepointArguments = new byte[96];

    public static MatrixTheoryData<string, bool> Regions => new(Region.All.Keys, [false, true]);

    [Theory]
    [MemberData(nameof(Regions))]
    public void Access_OfEveryEdge_FaultsOutsideOnly(string name, bool isWrite)
    {
        Region region = Region.All[name];
        int last = region.LengthBytes - 1;
        foreach ((int offset, int size) in ((int, int)[])[(0, 1), (last, 1), (last - 7, 8), (last - 3, 4), (0, 8)])
            Check(region, offset, size, isWrite, isAllowed: region.IsWritable || !isWrite);
        foreach ((int offset, int size) in ((int, int)[])[(-1, 1), (-8, 8), (last + 1, 1), (last, 2), (last - 6, 8), (-1, 8), (-16, 8), (last + 5, 8), (last + 13, 1)])
            Check(region, offset, size, isWrite, isAllowed: false);
    }

    [Fact]
    public void Fault_Message_NamesInstructionAddressRegionAndExpectation()
    {
        using UnverifiedKernel kernel = new();
        InterpreterFaultException fault = kernel.Fault(ProgramType.Xdp, Region.All["data section"].Program(kernel, "r7 = 5\n*(u32 *)(r6 + 9) = r7"));
        Assert.Equal((5, 4, true), (fault.InstructionIndex, fault.SizeBytes, fault.IsWrite));
        Assert.Equal($"a map value of 12 bytes at 0x{fault.Address - 9:x} (offset 9)", fault.Region);
        Assert.Equal($"instruction 5: write of 4 bytes at 0x{fault.Address:x}, derived from {fault.Region}: expected inside the region it was derived from", fault.Message);
    }

    [Theory]
    [InlineData("r0 = *(u32 *)(r8 + 0)")]
    [InlineData("*(u32 *)(r8 + 0) = 1")]
    [InlineData("lock *(u64 *)(r8 + 0) += r7")]
    public void Access_OfMapHeaderContextOrPacketEnd_Faults(string access)
    {
        string code = $"r7 = 1\n{access}\nr0 = 0\nexit";
        using UnverifiedKernel kernel = new();
        int array = kernel.Map(MapType.Array, value: 8), outer = kernel.Map(MapType.ArrayOfMaps, value: 4, inner: array);
        kernel.Bpf.MapUpdateElem(outer, BitConverter.GetBytes(1), BitConverter.GetBytes(array), 0);
        Assert.StartsWith("a map of 0 bytes", kernel.Fault(ProgramType.Xdp, $"r8 = map_fd {array} ll\n{code}").Region, StringComparison.Ordinal);
        Assert.StartsWith("a map of 0 bytes", kernel.Fault(ProgramType.Xdp, $"{Region.Lookup(outer)}r8 = r0\n{code}").Region, StringComparison.Ordinal);
        Assert.StartsWith("a number", kernel.Fault(ProgramType.Xdp, $"{Region.Lookup(array)}r8 = r0\nr8 <<= 0\n{code}").Region, StringComparison.Ordinal);
        Assert.StartsWith("the context of 0 bytes", kernel.Fault(ProgramType.Xdp, $"r8 = r1\n{code}").Region, StringComparison.Ordinal);
        Assert.StartsWith("the packet's end", kernel.Fault(ProgramType.Xdp, $"r9 = r1\nr8 = *(u32 *)(r9 + 4)\nr8 += -8\n{code}").Region, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("r8 = r9\nr8 += 4\nr9 = r8", 4)]
    [InlineData("r9 = r10", 0)]
    [InlineData("r9 <<= 0", 0)]
    public void ContextAccess_ThroughAnythingElse_Faults(string change, int offset)
    {
        using UnverifiedKernel kernel = new();
        InterpreterFaultException fault = kernel.Fault(ProgramType.Xdp, $"r9 = r1\n{change}\nr6 = *(u32 *)(r9 + {offset})\nr0 = 0\nexit");
        Assert.Equal("r9 must be the context", fault.Expected);
    }

    /// <summary>The verifier's facts may be wrong, and then the code that was written out reaches past the array.</summary>
    [Theory]
    [InlineData(MapType.Array, "a value of the map")]
    [InlineData(MapType.PerCpuArray, "inside")]
    [InlineData(MapType.ArrayOfMaps, "inside")]
    public void Lookup_WrittenOutForALargerMap_Faults(MapType type, string expected)
    {
        using UnverifiedKernel kernel = new();
        int inner = kernel.Map(MapType.Array);
        uint value = type == MapType.ArrayOfMaps ? 4u : 12u;
        int small = kernel.Map(type, value: value, max: 1, inner: inner);
        kernel.BelievedMap = kernel.Map(type, value: value, max: 4, inner: inner);
        InterpreterFaultException fault = kernel.Fault(ProgramType.Xdp, $"{Region.Lookup(small)}r0 = 0\nexit");
        Assert.Contains(type == MapType.Array ? expected : "derived from", fault.Expected, StringComparison.Ordinal);
    }

    private static void Check(Region region, int offset, int size, bool isWrite, bool isAllowed)
    {
        string place = $"*(u{size * 8} *)(r6 + {offset % 0x7000})";
        string use = (offset >= 0x7000 ? $"r6 += {offset - offset % 0x7000}\n" : "") + (isWrite ? $"{place} = 1" : $"r7 = {place}");
        using UnverifiedKernel kernel = new();
        string program = region.Program(kernel, use);
        byte[]? context = region.Type == ProgramType.RawTracepoint ? TracepointArguments : null;
        if (isAllowed)
        {
            Assert.Equal(0u, kernel.Run(region.Type, program, context: context, stackBytes: 12));
            return;
        }

        InterpreterFaultException fault = kernel.Fault(region.Type, program, context: context, stackBytes: 12);
        Assert.Equal((size, isWrite), (fault.SizeBytes, fault.IsWrite));
    }
}

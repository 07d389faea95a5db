using Nbpf.Runtime.Interpreter;
using Xunit;

namespace Nbpf.Runtime.Tests.Checked;

/// <summary>What a helper is given must be what its prototype says.</summary>
public sealed class HelperArgumentTests
{
    // r6: a value of 12 bytes; r7: one of the same size that programs may only read; r8: 64 bytes of packet. MAP is an array of 12 bytes, RING a ring buffer.
    private const string Begin = """
        r9 = r1
        *(u64 *)(r10 - 8) = 1
        *(u64 *)(r10 - 16) = 0
        *(u64 *)(r10 - 24) = 0
        r6 = map_value VALUE + 0 ll
        r7 = map_value CONSTANT + 0 ll
        r8 = *(u32 *)(r9 + DATA)

        """;

    [Theory]
    [InlineData("map lookup", "r1 = map_fd MAP ll\nr2 = r10\nr2 += -4\ncall bpf_map_lookup_elem", "r2 = r10\nr2 += -3\nr1 = map_fd MAP ll\ncall bpf_map_lookup_elem")]
    [InlineData("lookup by value", "r1 = map_fd MAP ll\nr2 = r6\nr2 += 8\ncall bpf_map_lookup_elem", "r1 = map_fd MAP ll\nr2 = r6\nr2 += 9\ncall bpf_map_lookup_elem")]
    [InlineData("lookup by packet", "r1 = map_fd MAP ll\nr2 = r8\nr2 += 60\ncall bpf_map_lookup_elem", "r1 = map_fd MAP ll\nr2 = r8\nr2 += 61\ncall bpf_map_lookup_elem")]
    [InlineData("update of a value", "r1 = map_fd MAP ll\nr2 = r6\nr3 = r10\nr3 += -12\nr4 = 0\ncall bpf_map_update_elem", "r1 = map_fd MAP ll\nr2 = r6\nr3 = r10\nr3 += -11\nr4 = 0\ncall bpf_map_update_elem")]
    [InlineData("no map", "r1 = map_fd MAP ll\nr2 = r6\ncall bpf_map_delete_elem", "r1 = r6\nr2 = r6\ncall bpf_map_delete_elem")]
    [InlineData("inside a map", "r1 = map_fd MAP ll\nr2 = r6\ncall bpf_map_delete_elem", "r1 = map_fd MAP ll\nr1 += 8\nr2 = r6\ncall bpf_map_delete_elem")]
    [InlineData("no context", "r1 = r9\nr2 = 0\nr3 = r6\nr4 = 12\ncall bpf_skb_load_bytes", "r1 = r9\nr1 += 8\nr2 = 0\nr3 = r6\nr4 = 12\ncall bpf_skb_load_bytes")]
    [InlineData("too much to load", "r1 = r9\nr2 = 0\nr3 = r6\nr4 = 12\ncall bpf_skb_load_bytes", "r1 = r9\nr2 = 0\nr3 = r6\nr4 = 13\ncall bpf_skb_load_bytes")]
    [InlineData("load below", "r1 = r9\nr2 = 0\nr3 = r10\nr3 += -64\nr4 = 64\ncall bpf_skb_load_bytes", "r1 = r9\nr2 = 0\nr3 = r10\nr3 += -65\nr4 = 1\ncall bpf_skb_load_bytes")]
    [InlineData("load into constants", "r1 = r9\nr2 = 0\nr3 = r7\nr4 = 12\ncall bpf_skb_store_bytes", "r1 = r9\nr2 = 0\nr3 = r7\nr4 = 12\ncall bpf_skb_load_bytes")]
    [InlineData("load into the packet", "r1 = r9\nr2 = 0\nr3 = r6\nr4 = 4\ncall bpf_skb_load_bytes", "r1 = r9\nr2 = 0\nr3 = r8\nr4 = 4\ncall bpf_skb_load_bytes")]
    [InlineData("sum", "r1 = r6\nr2 = 12\nr3 = r8\nr4 = 64\nr5 = 0\ncall bpf_csum_diff", "r1 = r6\nr2 = 12\nr3 = r8\nr4 = 68\nr5 = 0\ncall bpf_csum_diff")]
    [InlineData("sum of a number", "r1 = 0\nr2 = 0\nr3 = r8\nr4 = 64\nr5 = 0\ncall bpf_csum_diff", "r1 = r6\nr1 <<= 0\nr2 = 4\nr3 = r8\nr4 = 64\nr5 = 0\ncall bpf_csum_diff")]
    [InlineData("output", "r1 = map_fd RING ll\nr2 = r6\nr3 = 12\nr4 = 0\ncall bpf_ringbuf_output", "r1 = map_fd RING ll\nr2 = r6\nr3 = 16\nr4 = 0\ncall bpf_ringbuf_output")]
    [InlineData("format", "r1 = r6\nr2 = 12\ncall bpf_trace_printk", "r1 = r6\nr1 += 1\nr2 = 12\ncall bpf_trace_printk")]
    [InlineData("submit", "r0 = 0\nif r0 == 0 goto out", "r1 = r6\nr2 = 0\ncall bpf_ringbuf_submit")]
    [InlineData("loop without callback", "r1 = 0\nr2 = function cb ll\nr3 = r10\nr4 = 0\ncall bpf_loop", "r1 = 0\nr2 = r10\nr3 = r10\nr4 = 0\ncall bpf_loop")]
    [InlineData("loop over a value", "r1 = 0\nr2 = function cb ll\nr3 = 0\nr4 = 0\ncall bpf_loop", "r1 = 0\nr2 = function cb ll\nr3 = r6\nr4 = 0\ncall bpf_loop")]
    public void Call_JustRightAndJustWrong_FaultsOnTheLatter(string what, string right, string wrong)
    {
        using UnverifiedKernel kernel = new();
        string Program(string call) => Complete(kernel, call);
        kernel.Run(ProgramType.SchedCls, Program(right));
        InterpreterFaultException fault = kernel.Fault(ProgramType.SchedCls, Program(wrong));
        Assert.Matches("^r[1-5] of bpf_[a-z0-9_]+ must be ", fault.Expected);
        Assert.NotEmpty(what);
    }

    [Fact]
    public void Submit_OfTheMiddleOfARecord_Faults()
    {
        using UnverifiedKernel kernel = new();
        string program = Region.All["ring buffer record"].Program(kernel, "r6 += 8\nr1 = r6\nr2 = 0\ncall bpf_ringbuf_submit");
        Assert.Equal("r1 of bpf_ringbuf_submit must be a reserved record", kernel.Fault(ProgramType.Xdp, program).Expected);
    }

    [Fact]
    public void SpilledPointer_OverwrittenByAHelper_IsANumber()
    {
        using UnverifiedKernel kernel = new();
        const string spill = "*(u64 *)(r10 - 32) = r6\nr1 = r9\nr2 = 0\nr3 = r10\nr3 += OFFSET\nr4 = 8\ncall bpf_skb_load_bytes\nr6 = *(u64 *)(r10 - 32)\nr1 = *(u8 *)(r6 + 0)";
        kernel.Run(ProgramType.SchedCls, Complete(kernel, spill.Replace("OFFSET", "-40", StringComparison.Ordinal)));
        Assert.Equal("a number", kernel.Fault(ProgramType.SchedCls, Complete(kernel, spill.Replace("OFFSET", "-39", StringComparison.Ordinal))).Region);
    }

    private static string Complete(UnverifiedKernel kernel, string call)
    {
        int map = kernel.Map(MapType.Array), value = kernel.Map(MapType.Array, max: 1);
        int constant = kernel.Map(MapType.Array, max: 1, flags: MapFlags.ReadOnlyProgram), ring = kernel.Map(MapType.RingBuf, key: 0, value: 0, max: 4096);
        string text = (Begin + call).Replace("VALUE", $"{value}", StringComparison.Ordinal).Replace("CONSTANT", $"{constant}", StringComparison.Ordinal)
            .Replace("MAP", $"{map}", StringComparison.Ordinal).Replace("RING", $"{ring}", StringComparison.Ordinal).Replace("DATA", "76", StringComparison.Ordinal);
        string callback = call.Contains("function cb", StringComparison.Ordinal) ? "\ncb: r0 = 0\nexit" : "";
        return $"{text}\nout: r0 = 0\nexit{callback}";
    }
}

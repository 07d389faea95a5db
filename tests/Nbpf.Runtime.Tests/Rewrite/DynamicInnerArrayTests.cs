using System.Text.RegularExpressions;
using Nbpf.Dump;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Runtime.Tests.Rewrite;

/// <summary>The case for which Linux got BPF_F_INNER_MAP: inner arrays of different sizes behind one array of maps.</summary>
public sealed partial class DynamicInnerArrayTests
{
    private const string Source = """
        // SPDX-License-Identifier: MIT OR GPL-2.0-only
        #include <linux/bpf.h>
        #include <bpf/bpf_helpers.h>

        struct {
        	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
        	__uint(max_entries, 3);
        	__uint(key_size, sizeof(__u32));
        	__array(values, struct {
        		__uint(type, BPF_MAP_TYPE_ARRAY);
        		__uint(map_flags, FLAGS);
        		__uint(max_entries, 1);
        		__uint(key_size, sizeof(__u32));
        		__uint(value_size, sizeof(__u64));
        	});
        } tables SEC(".maps");

        SEC("xdp")
        int pick(struct xdp_md *ctx)
        {
        	unsigned char *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
        	__u32 table, slot;
        	__u64 *value;
        	void *inner;

        	if (data + 2 > end)
        		return -1;
        	table = data[0];
        	inner = bpf_map_lookup_elem(&tables, &table);
        	if (!inner)
        		return -2;
        	slot = data[1];
        	value = bpf_map_lookup_elem(inner, &slot);
        	return value ? *value : -3;
        }

        char _license[] SEC("license") = "Dual MIT/GPL";
        """;

    private static readonly string[] FlaggedLookups =
    [
        "r1 += 312", "r0 = *(u32 *)(r2 +0)", "if r0 >= 0x3 goto pc+5", "r0 <<= 3", "r0 += r1", "r0 = *(u64 *)(r0 +0)",
        "if r0 == 0x0 goto pc+1", "goto pc+1", "r0 = 0", "call array_map_lookup_elem#N",
    ];

    private static readonly string[] PlainLookups =
    [
        "r1 += 312", "r0 = *(u32 *)(r2 +0)", "if r0 >= 0x3 goto pc+5", "r0 <<= 3", "r0 += r1", "r0 = *(u64 *)(r0 +0)",
        "if r0 == 0x0 goto pc+1", "goto pc+1", "r0 = 0",
        "r1 += 312", "r0 = *(u32 *)(r2 +0)", "if r0 >= 0x1 goto pc+3", "r0 <<= 3", "r0 += r1", "goto pc+1", "r0 = 0",
    ];

    [Fact]
    public void Lookup_InInnerArraysOfDifferentSizes_StaysInsideEach()
    {
        using BpfRuntime kernel = new();
        using BpfObject tables = BpfObject.Load(kernel, Compile("BPF_F_INNER_MAP"), "tables.bpf.o");
        foreach (uint number in (uint[])[0, 2])
        {
            using BpfMap inner = Inner(kernel, entries: number == 0 ? 5u : 2u, MapFlags.InnerMap);
            for (uint slot = 0; slot < inner.MaxEntries; slot++) inner.Update(BitConverter.GetBytes(slot), BitConverter.GetBytes(100 * (number + 1) + (ulong)slot));
            tables.InnerMaps<uint>("tables").Set(number, inner);
        }

        Assert.Equal([100, 104, -3, -2, 300, 301, -3, -2], new (byte Table, byte Slot)[] { (0, 0), (0, 4), (0, 5), (1, 0), (2, 0), (2, 1), (2, 2), (3, 0) }.Select(Run));

        int Run((byte Table, byte Slot) at)
        {
            byte[] packet = new byte[64];
            (packet[0], packet[1]) = at;
            return (int)tables.Program("pick").Run(packet).ReturnValue;
        }
    }

    [Theory]
    [InlineData("BPF_F_INNER_MAP")]
    [InlineData("0")]
    public void Dump_OfBothLookups_InlinesWhatLinuxInlines(string flags)
    {
        using BpfRuntime kernel = new();
        string[] lines = Lines(kernel, Compile(flags));

        string[] wanted = flags == "0" ? PlainLookups : FlaggedLookups;
        Assert.Equal(wanted, lines.Select(line => line[(line.IndexOf(')', StringComparison.Ordinal) + 2)..]).Where(wanted.Contains));
    }

    [Theory]
    [InlineData("BPF_F_INNER_MAP")]
    [InlineData("0")]
    public void Dump_OfBothLookups_IsLinuxsLineByLine(string flags)
    {
        Assert.SkipUnless(LinuxOracle.IsReference(out string reason), reason);
        using BpfRuntime kernel = new();
        using IBpf linux = LinuxOracle.Open();
        byte[] bytes = Compile(flags);

        Assert.Equal(Lines(linux, bytes), Lines(kernel, bytes));
    }

    [Fact]
    public void Set_ArrayOfOtherSizeWithoutTheFlag_IsInvalid()
    {
        using BpfRuntime kernel = new();
        using BpfObject tables = BpfObject.Load(kernel, Compile("0"), "tables.bpf.o");
        using BpfMap same = Inner(kernel, 1, MapFlags.None), larger = Inner(kernel, 2, MapFlags.None);

        tables.InnerMaps<uint>("tables").Set(0, same);
        BpfException refusal = Assert.Throws<BpfException>(() => tables.InnerMaps<uint>("tables").Set(0, larger));
        Assert.Equal(Errno.EINVAL, refusal.Errno);
    }

    private static byte[] Compile(string flags)
    {
        Assert.SkipUnless(ClangCompiler.IsAvailable(out string reason), reason);
        return ClangCompiler.Compile(Source, $"-DFLAGS={flags}");
    }

    private static BpfMap Inner(BpfRuntime kernel, uint entries, MapFlags flags) =>
        BpfMap.Create(kernel, new MapSpec("inner", MapType.Array) { KeySize = 4, ValueSize = 8, MaxEntries = entries, Flags = flags });

    private static string[] Lines(IBpf kernel, byte[] bytes)
    {
        using BpfObject tables = BpfObject.Load(kernel, bytes, "tables.bpf.o");
        Assert.False(kernel.BtfGetInfo(tables.BtfFd, out BtfInfo? btf).IsError);
        string text = XlatedText.Format(XlatedDump.Lines(tables.Program("pick").Info, Btf.Parse(btf!.Bytes.AsMemory())));
        return [.. Variable().Replace(text, match => match.Value[0] == '#' ? "#N" : "map[id:N]").Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    [GeneratedRegex(@"map\[id:\d+\]|(?<=call \w+)#\d+")]
    private static partial Regex Variable();
}

using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Nbpf.Dump;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Linux.Tests;

/// <summary>Dumps of programs in Linux are bpftool's dumps, to the letter.</summary>
public sealed class XlatedDumpTests
{
    private const string Source = """
        #include <linux/bpf.h>
        #include <bpf/bpf_helpers.h>

        struct {
        	__uint(type, BPF_MAP_TYPE_HASH);
        	__uint(max_entries, 4);
        	__type(key, __u32);
        	__type(value, __u64);
        } counts SEC(".maps");

        const volatile int limit = 3;
        int calls;

        static __noinline int first_byte(struct xdp_md *ctx, int otherwise)
        {
        	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;

        	if (data + 14 > end)
        		return otherwise;
        	return *(unsigned char *)data;
        }

        __noinline int scaled(int value)
        {
        	return value * 3 + limit;
        }

        SEC("xdp") int prog(struct xdp_md *ctx)
        {
        	__u32 key = ctx->rx_queue_index;
        	__u64 *count = bpf_map_lookup_elem(&counts, &key);

        	if (count && *count != 0x1122334455667788ULL)
        		__sync_fetch_and_add(count, bpf_get_prandom_u32());
        	calls++;
        	return first_byte(ctx, key) + scaled(key) > 7 ? XDP_PASS : XDP_DROP;
        }

        char _license[] SEC("license") = "GPL";
        """;

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Format_OfALoadedProgram_IsBpftoolsText(bool opcodes, bool lineNumbers)
    {
        using Loaded loaded = Loaded.Open();
        string expected = loaded.Bpftool(Words(opcodes, lineNumbers));

        Assert.Equal(expected, XlatedText.Format(loaded.Lines(), opcodes, lineNumbers));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Write_OfALoadedProgram_IsBpftoolsJson(bool opcodes, bool lineNumbers)
    {
        using Loaded loaded = Loaded.Open();
        using JsonDocument expected = JsonDocument.Parse(loaded.Bpftool(["-j", .. Words(opcodes, lineNumbers)]));
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer)) XlatedJson.Write(json, loaded.Lines(), opcodes, lineNumbers);
        using JsonDocument actual = JsonDocument.Parse(buffer.ToArray());

        Assert.Equal(JsonSerializer.Serialize(expected.RootElement), JsonSerializer.Serialize(actual.RootElement));
    }

    private static string[] Words(bool opcodes, bool lineNumbers) => opcodes ? ["opcodes"] : lineNumbers ? ["linum"] : [];

    private sealed class Loaded : IDisposable
    {
        private readonly IBpf _kernel;
        private readonly BpfObject _object;

        private Loaded(IBpf kernel, BpfObject loaded) => (_kernel, _object) = (kernel, loaded);

        public static Loaded Open()
        {
            Assert.SkipUnless(LinuxOracle.IsAvailable(out string kernelReason), kernelReason);
            Assert.SkipUnless(ClangCompiler.IsAvailable(out string clangReason), clangReason);
            Assert.SkipWhen(ToolRun.Find("bpftool") is null, "bpftool is not installed");
            IBpf kernel = LinuxOracle.Open();
            return new Loaded(kernel, BpfObject.Load(kernel, ClangCompiler.Compile(Source), "dump.bpf.o"));
        }

        public ImmutableArray<XlatedLine> Lines()
        {
            Assert.False(_kernel.BtfGetInfo(_object.BtfFd, out BtfInfo? btf).IsError);
            return XlatedDump.Lines(_object.Program("prog").Info, Btf.Parse(btf!.Bytes.AsMemory()));
        }

        public string Bpftool(string[] words)
        {
            string[] flags = [.. words.Where(word => word.StartsWith('-'))];
            string[] options = [.. words.Where(word => !word.StartsWith('-'))];
            string id = _object.Program("prog").Info.Id.ToString(CultureInfo.InvariantCulture);
            return ToolRun.Output(ToolRun.Find("bpftool")!, [.. flags, "prog", "dump", "xlated", "id", id, .. options]);
        }

        public void Dispose()
        {
            _object.Dispose();
            _kernel.Dispose();
        }
    }
}

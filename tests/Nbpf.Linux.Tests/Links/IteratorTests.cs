using System.Runtime.Versioning;
using Nbpf.Links;
using Nbpf.Syscall;
using Xunit;

namespace Nbpf.Linux.Tests.Links;

/// <summary>Iterator programs: they run when their link is read, in the reader's process.</summary>
[SupportedOSPlatform("linux")]
public sealed class IteratorTests : LinkTest
{
    private const string Elements =
        """
        struct seq_file;
        struct bpf_map;
        struct bpf_iter_meta { struct seq_file *seq; __u64 session_id; __u64 seq_num; };
        struct bpf_iter__bpf_map_elem { struct bpf_iter_meta *meta; struct bpf_map *map; void *key; void *value; };
        struct { __uint(type, BPF_MAP_TYPE_HASH); __type(key, __u32); __type(value, __u64); __uint(max_entries, 4096); } visited SEC(".maps");
        SEC("iter/bpf_map_elem") int print(struct bpf_iter__bpf_map_elem *ctx)
        {
            static const char format[] = "%u=%llu\n";
            if (!ctx->key || !ctx->value) return 0;
            __u64 arguments[] = { *(__u32 *)ctx->key, *(__u64 *)ctx->value };
            bpf_seq_printf(ctx->meta->seq, format, sizeof(format), arguments, sizeof(arguments));
            return 0;
        }
        """;

    [Fact]
    public void OpenIterator_OverAMap_PrintsEveryElementOnce()
    {
        BpfObject loaded = Load(Elements);
        for (uint i = 0; i < 3000; i++) loaded.Map<uint, ulong>("visited")[i] = i * 10UL;
        using BpfLink link = loaded.Program("print").Attach(new IteratorTarget { Map = loaded.Map("visited") });
        Assert.Equal((LinkType.Iter, new LinkHook.Iterator("bpf_map_elem", loaded.Map("visited").Info.Id)), (link.Info.Type, link.Info.Hook));
        for (int round = 0; round < 2; round++)
        {
            using StreamReader reader = new(link.OpenIterator());
            string[] lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(Enumerable.Range(0, 3000).Select(i => $"{i}={i * 10}").Order(StringComparer.Ordinal), lines.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Attach_ElementIteratorWithoutAMap_IsRefused()
    {
        BpfObject loaded = Load(Elements);
        Assert.Equal(Errno.EBADF, Assert.Throws<BpfException>(() => loaded.Program("print").Attach()).Errno);
    }

    [Fact]
    public void Attach_BySection_AttachesOnlyProgramsWhoseSectionNamesAHook()
    {
        BpfObject loaded = Load(
            """
            struct seq_file;
            struct bpf_map;
            struct bpf_iter_meta { struct seq_file *seq; __u64 session_id; __u64 seq_num; };
            struct bpf_iter__bpf_map { struct bpf_iter_meta *meta; struct bpf_map *map; };
            SEC("iter/bpf_map") int maps(struct bpf_iter__bpf_map *ctx)
            {
                static const char format[] = "map\n";
                if (ctx->map) bpf_seq_printf(ctx->meta->seq, format, sizeof(format), 0, 0);
                return 0;
            }
            SEC("xdp") int pass(struct xdp_md *ctx) { return XDP_PASS; }
            """);
        using BpfLinks links = loaded.Attach();
        Assert.Equal(["maps"], links.ByProgram.Keys);
        using StreamReader reader = new(links["maps"].OpenIterator());
        Assert.StartsWith("map\n", reader.ReadToEnd(), StringComparison.Ordinal);
        Assert.Throws<KeyNotFoundException>(() => links["pass"]);
        BpfException refused = Assert.Throws<BpfException>(() => loaded.Program("pass").Attach());
        Assert.Equal(Errno.EOPNOTSUPP, refused.Errno);
        Assert.Contains("section 'xdp' names no hook", refused.Message, StringComparison.Ordinal);
    }
}

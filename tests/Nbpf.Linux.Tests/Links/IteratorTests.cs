using System.Runtime.Versioning;
using Nbpf.Links;
using Nbpf.Syscall;
using Nbpf.Testing.Resources;
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
    public void OpenIterator_OverOneThreadOrProcess_VisitsNoOther()
    {
        BpfProgram print = Load(
            """
            struct seq_file;
            struct task_struct;
            struct bpf_iter_meta { struct seq_file *seq; __u64 session_id; __u64 seq_num; };
            struct bpf_iter__task { struct bpf_iter_meta *meta; struct task_struct *task; };
            SEC("iter/task") int print(struct bpf_iter__task *ctx)
            {
                static const char format[] = "t";
                if (ctx->task) bpf_seq_printf(ctx->meta->seq, format, sizeof(format), 0, 0);
                return 0;
            }
            """).Program("print");
        using BpfLink thread = print.Attach(new IteratorTarget { ThreadId = (uint)Environment.ProcessId });
        Assert.Equal("t", ReadAll(thread));
        Assert.Equal(new LinkHook.Iterator("task", 0) { ThreadId = (uint)Environment.ProcessId }, thread.Info.Hook);
        using BpfLink process = print.Attach(new IteratorTarget { ProcessId = (uint)Environment.ProcessId });
        Assert.InRange(ReadAll(process).Length, 2, 10_000);
        Assert.Equal(new LinkHook.Iterator("task", 0) { ProcessId = (uint)Environment.ProcessId }, process.Info.Hook);
    }

    [Fact]
    public void OpenIterator_OverOneCgroup_VisitsItInTheOrderAsked()
    {
        Assert.SkipUnless(CgroupDirectory.IsAvailable(out string reason), reason);
        CgroupDirectory cgroup = Own(CgroupDirectory.Create());
        BpfProgram print = Load(
            """
            struct seq_file;
            struct cgroup;
            struct bpf_iter_meta { struct seq_file *seq; __u64 session_id; __u64 seq_num; };
            struct bpf_iter__cgroup { struct bpf_iter_meta *meta; struct cgroup *cgroup; };
            SEC("iter/cgroup") int print(struct bpf_iter__cgroup *ctx)
            {
                static const char format[] = "c";
                if (ctx->cgroup) bpf_seq_printf(ctx->meta->seq, format, sizeof(format), 0, 0);
                return 0;
            }
            """).Program("print");
        const uint Itself = 1, Ancestors = 4;
        using BpfLink itself = print.Attach(new IteratorTarget { CgroupFd = cgroup.Fd, CgroupOrder = Itself });
        Assert.Equal("c", ReadAll(itself));
        LinkHook.Iterator hook = Assert.IsType<LinkHook.Iterator>(itself.Info.Hook);
        Assert.Equal(("cgroup", Itself), (hook.Target, hook.CgroupOrder));
        Assert.NotEqual(0UL, hook.CgroupId);
        using BpfLink ancestors = print.Attach(new IteratorTarget { CgroupFd = cgroup.Fd, CgroupOrder = Ancestors });
        Assert.InRange(ReadAll(ancestors).Length, 2, 64);
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

    private static string ReadAll(BpfLink link)
    {
        using StreamReader reader = new(link.OpenIterator());
        return reader.ReadToEnd();
    }
}

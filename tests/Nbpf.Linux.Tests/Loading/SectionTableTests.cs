using System.Globalization;
using Nbpf.Specs;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Linux.Tests.Loading;

/// <summary>Every section name means what the installed libbpf says it means; what is newer than that is listed.</summary>
public sealed class SectionTableTests
{
    /// <summary>Names that came after libbpf 1.1, which Debian 12 has.</summary>
    private static readonly HashSet<string> NewerNames =
    [
        "kprobe.session", "uprobe.multi", "uretprobe.multi", "uprobe.multi.s", "uretprobe.multi.s", "uprobe.session", "uprobe.session.s", "usdt.s", "struct_ops.s",
        "tc/ingress", "tc/egress", "tcx/ingress", "tcx/egress", "netkit/primary", "netkit/peer", "netfilter", "sk_skb/verdict",
        "cgroup/connect_unix", "cgroup/sendmsg_unix", "cgroup/recvmsg_unix", "cgroup/getpeername_unix", "cgroup/getsockname_unix",
    ];

    private const string Probe = """
        #include <stdio.h>
        #include <string.h>
        #include <bpf/libbpf.h>
        static int quiet(enum libbpf_print_level level, const char *format, va_list args) { return 0; }
        int main(void)
        {
            char name[256];
            libbpf_set_print(quiet);
            while (fgets(name, sizeof(name), stdin)) {
                enum bpf_prog_type type = 0;
                enum bpf_attach_type attach = 0;
                name[strcspn(name, "\n")] = 0;
                int error = libbpf_prog_type_by_name(name, &type, &attach);
                if (error) printf("%s -\n", name);
                else printf("%s %d %d\n", name, type, attach);
            }
            return 0;
        }
        """;

    [Fact]
    public void Find_OfEveryName_IsLibbpfs()
    {
        string[] names =
        [
            .. SectionTable.Definitions.Select(definition => definition.Prefix),
            .. SectionTable.Definitions.Select(definition => definition.Prefix + "/target"),
            .. SectionTable.Definitions.Select(definition => definition.Prefix + "x"),
            "", "/", "kprobe/", "fentry/a/b", "nothing", "?xdp", "XDP", "xdp ", "tc/", "cgroup", "cgroup/", "sk_skb/", "maps",
        ];
        names = [.. names.Distinct()];
        Dictionary<string, string> theirs = AskLibbpf(names);

        List<string> unknownThere = [];
        foreach (string name in names)
        {
            SectionDefinition? definition = SectionTable.Find(name, out _);
            string ours = definition is null ? "-" : string.Create(CultureInfo.InvariantCulture, $"{(uint)definition.Type} {(uint)definition.AttachType}");
            if (theirs[name] == "-" && definition is not null) unknownThere.Add(definition.Prefix);
            else Assert.True(theirs[name] == ours, $"SEC(\"{name}\"): libbpf {theirs[name]}, here {ours}");
        }

        Assert.Empty(unknownThere.Except(NewerNames));
    }

    [Theory]
    [InlineData("uprobe.multi.s/libc.so.6:mal*", ProgramType.Kprobe, AttachType.TraceUprobeMulti, SectionTraits.Sleepable, "libc.so.6:mal*")]
    [InlineData("uprobe.session/x", ProgramType.Kprobe, AttachType.TraceUprobeSession, SectionTraits.None, "x")]
    [InlineData("kprobe.session/y", ProgramType.Kprobe, AttachType.TraceKprobeSession, SectionTraits.None, "y")]
    [InlineData("netkit/peer", ProgramType.SchedCls, AttachType.NetkitPeer, SectionTraits.None, "")]
    [InlineData("tc/ingress", ProgramType.SchedCls, AttachType.TcxIngress, SectionTraits.None, "")]
    [InlineData("cgroup/getsockname_unix", ProgramType.CgroupSockAddr, AttachType.CgroupUnixGetSockName, SectionTraits.None, "")]
    [InlineData("netfilter", ProgramType.Netfilter, AttachType.Netfilter, SectionTraits.None, "")]
    [InlineData("usdt.s/a:b:c", ProgramType.Kprobe, (AttachType)0, SectionTraits.Sleepable, "a:b:c")]
    [InlineData("struct_ops.s/member", ProgramType.StructOps, (AttachType)0, SectionTraits.Sleepable, "member")]
    [InlineData("iter.s/task", ProgramType.Tracing, AttachType.TraceIter, SectionTraits.Sleepable | SectionTraits.KernelTarget, "task")]
    [InlineData("xdp.frags/devmap", ProgramType.Xdp, AttachType.XdpDevMap, SectionTraits.XdpFragments, "")]
    [InlineData("cgroup_skb/ingress", ProgramType.CgroupSkb, AttachType.CgroupInetIngress, SectionTraits.OptionalAttachType, "")]
    [InlineData("cgroup/sock_create", ProgramType.CgroupSock, AttachType.CgroupInetSockCreate, SectionTraits.None, "")]
    public void Find_OfANameThatSaysMore_TellsIt(string name, ProgramType type, AttachType attachType, SectionTraits traits, string target)
    {
        SectionDefinition definition = SectionTable.Find(name, out string found)!;

        Assert.Equal((type, attachType, traits, target), (definition.Type, definition.AttachType, definition.Traits, found));
    }

    private static Dictionary<string, string> AskLibbpf(string[] names)
    {
        string? clang = ToolRun.Find("clang-19");
        Assert.SkipWhen(clang is null || !File.Exists("/usr/include/bpf/libbpf.h"), "clang-19 or libbpf-dev is not installed");
        string directory = Directory.CreateTempSubdirectory("nbpf-sections-").FullName;
        try
        {
            string probe = Path.Combine(directory, "probe");
            ToolRun.Output(clang, ["-O1", "-x", "c", "-o", probe, "-", "-lbpf"], Probe);
            return ToolRun.Output(probe, [], string.Join('\n', names) + "\n").Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Zip(names).ToDictionary(line => line.Second, line => line.First[line.Second.Length..].Trim());
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}

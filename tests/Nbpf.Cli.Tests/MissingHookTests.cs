using System.Text.Json;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Cli.Tests;

/// <summary>Objects that want what the in-process kernel does not have are told so by name.</summary>
public sealed class MissingHookTests
{
    [Theory]
    [InlineData("kprobe/do_unlinkat", "this kernel has no program type kprobe")]
    [InlineData("fentry/do_unlinkat", "this kernel has no program type tracing")]
    [InlineData("lsm/file_open", "this kernel has no program type lsm")]
    [InlineData("cgroup/connect4", "this kernel has no program type cgroup_sock_addr")]
    [InlineData("perf_event", "this kernel has no program type perf_event")]
    [InlineData("netfilter", "this kernel has no program type netfilter")]
    public void Verify_OfAHookThatIsNotThere_NamesItsType(string section, string message)
    {
        Assert.SkipUnless(ClangCompiler.IsAvailable(out string reason), reason);
        string file = ClangCompiler.CompileToFile($"__attribute__((section(\"{section}\"), used)) int probe(void *c) {{ return 0; }}");

        Assert.EndsWith(message, Message(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_OfAMapTypeThatIsNotThere_NamesIt()
    {
        Assert.SkipUnless(ClangCompiler.IsAvailable(out string reason), reason);
        string file = ClangCompiler.CompileToFile("""
            #include <linux/bpf.h>
            #include <bpf/bpf_helpers.h>
            struct { __uint(type, BPF_MAP_TYPE_STACK_TRACE); __uint(key_size, 4); __uint(value_size, 80); __uint(max_entries, 4); } stacks SEC(".maps");
            SEC("xdp") int probe(struct xdp_md *c) { return bpf_map_lookup_elem(&stacks, &c) != 0; }
            """);

        Assert.EndsWith("create map 'stacks': EINVAL: this kernel has no map type stack_trace", Message(file), StringComparison.Ordinal);
    }

    private static string Message(string file)
    {
        CommandRun run = CommandRun.Of("--backend", "user", "--json", "verify", file);
        Assert.Equal(1, run.ExitCode);
        using JsonDocument rows = JsonDocument.Parse(run.Output);
        JsonElement row = Assert.Single(rows.RootElement.EnumerateArray());
        Assert.Equal("failure", row.GetProperty("verdict").GetString());
        return row.GetProperty("message").GetString()!;
    }
}

using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Linux.Tests.Loading;

/// <summary>The line that the exception picks from real logs of Linux is the one that tells what is wrong.</summary>
public sealed class VerifierSummaryTests : IDisposable
{
    private const string Preamble = """
        #include <stdbool.h>
        #include <linux/bpf.h>
        #include <bpf/bpf_helpers.h>
        struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, int); __type(value, long); __uint(max_entries, 4); } values SEC(".maps");
        struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } ring SEC(".maps");
        char _license[] SEC("license") = "GPL";
        #define barrier_var(v) asm volatile("" : "+r"(v))

        """;

    private readonly IBpf kernel;

    public VerifierSummaryTests()
    {
        Assert.SkipUnless(LinuxOracle.IsReference(out string reason), reason);
        Assert.SkipUnless(ClangCompiler.IsAvailable(out reason), reason);
        kernel = LinuxOracle.Open();
    }

    /// <summary>The body of an XDP program (or whole functions after <c>|</c>), and the line that says what is wrong with it.</summary>
    public static TheoryData<string, string> Mistakes => new()
    {
        { "int k = c->ingress_ifindex; long *v = bpf_map_lookup_elem(&values, &k); return *v;", "R0 invalid mem access 'map_value_or_null'" },
        { "return *(volatile int *)(long)(c->data + 1000000);", "R1 pointer arithmetic with <<= operator prohibited" },
        { "return *(volatile int *)500;", "R1 invalid mem access 'scalar'" },
        { "int k = 0; char *v = bpf_map_lookup_elem(&values, &k); return v ? v[8] : 0;", "invalid access to map value, value_size=8 off=8 size=1" },
        { "int k = 0; unsigned i = c->ingress_ifindex; char *v = bpf_map_lookup_elem(&values, &k); return v ? v[i & 15] : 0;", "invalid access to map value, value_size=8 off=15 size=1" },
        { "int k = 0; int i = c->ingress_ifindex; char *v = bpf_map_lookup_elem(&values, &k); return v ? v[i] : 0;", "value -2147483648 makes map_value pointer be out of bounds" },
        { "int k = 0; unsigned long i = bpf_ktime_get_ns(); char *v = bpf_map_lookup_elem(&values, &k); return v ? v[i] : 0;", "math between map_value pointer and register with unbounded min value is not allowed" },
        { "char *p = (char *)(long)c->data; return p[3];", "invalid access to packet, off=3 size=1, R1(id=0,off=3,r=0)" },
        { "return ((volatile int *)c)[50];", "invalid bpf_context access off=200 size=4" },
        { "char *r = bpf_ringbuf_reserve(&ring, 8, 0); return r != 0;", "Unreleased reference id=2 alloc_insn=4" },
        { "for (;;) { barrier_var(c); } return 0;", "infinite loop detected at insn 0" },
        { "while (*(volatile unsigned *)&c->ingress_ifindex != 7) ; return 1;", "infinite loop detected at insn 0" },
        { "|volatile int flag; SEC(\"xdp\") int probe(struct xdp_md *c) { while (!flag) ; return 2; }", "infinite loop detected at insn 2" },
        { "int n = 0; for (int i = 0; i < 100000000; i++) { barrier_var(n); n += i; } return n;", "BPF program is too large. Processed 1000001 insn" },
        { "int x = 0; return bpf_skb_load_bytes(c, 0, &x, 4);", "program of this type cannot use helper bpf_skb_load_bytes#26" },
        { "return bpf_map_lookup_elem(c, c) != 0;", "R1 type=ctx expected=map_ptr" },
        { "char t[] = \"a\"; int (*f)(int, void *) = (void *)500; return f(1, t);", "invalid func unknown#500" },
        { "int v = c->ingress_ifindex; int *s = &v; return bpf_trace_printk((void *)s, -5);", "R2 unbounded memory access, use 'var &= const' or 'if (var < const)'" },
        { "asm volatile(\"r0 = 0; goto -1;\"); return 0;", "unreachable insn 2" },
        { "asm volatile(\"r2 = *(u64 *)(r10 - 520)\" ::: \"r2\"); return 0;", "invalid read from stack R10 off=-520 size=8" },
        { "asm volatile(\"r10 = 5\"); return 0;", "frame pointer is read only" },
        { "asm volatile(\"r1 = r9\" ::: \"r1\"); return 0;", "R9 !read_ok" },
        { "|__attribute__((noinline)) int sub(int *p) { return *p; } SEC(\"xdp\") int probe(struct xdp_md *c) { int x = 1; return sub(&x); }", "R1 invalid mem access 'mem_or_null'" },
        { "|__attribute__((noinline)) int sub(struct xdp_md *p) { return p->ingress_ifindex; } SEC(\"xdp\") int probe(struct xdp_md *c) { int x = 1; return sub((void *)&x); }", "arg#0 expects pointer to ctx" },
        { "|__attribute__((noinline)) int *sub(int x) { return (int *)(long)x; } SEC(\"xdp\") int probe(struct xdp_md *c) { return sub(c->ingress_ifindex) != 0; }", "Global function sub() doesn't return scalar. Only those are supported." },
        { "|__attribute__((noinline)) void sub(int x) { barrier_var(x); } SEC(\"xdp\") int probe(struct xdp_md *c) { sub(c->ingress_ifindex); return 2; }", "Global function sub() doesn't return scalar. Only those are supported." },
        { "|struct wide { int a[8]; }; __attribute__((noinline)) int sub(struct wide *p) { return p ? p->a[7] : 0; } SEC(\"xdp\") int probe(struct xdp_md *c) { int x = 1; return sub((void *)&x); }", "invalid read from stack R1 off=-4 size=32" },
        { "|static int step(unsigned i, void *x) { return 5; } SEC(\"xdp\") int probe(struct xdp_md *c) { return bpf_loop(5, step, 0, 0); }", "At callback return the register R0 has smin=5 smax=5 should have been in [0, 1]" },
        { "|SEC(\"cgroup_skb/egress\") int probe(struct __sk_buff *c) { return c->len; }", "At program exit the register R0 has " },
        { "|__attribute__((noinline)) int deep(int x) { volatile char b[400]; b[x & 255] = x; return b[x & 127]; } SEC(\"xdp\") int probe(struct xdp_md *c) { volatile char b[400]; b[c->ingress_ifindex & 255] = 1; return deep(b[3]) + b[5]; }", "combined stack size of 2 calls is " },
        { "|extern int no_such_function(void) __ksym __weak; SEC(\"xdp\") int probe(struct xdp_md *c) { return no_such_function(); }", "kfunc 'no_such_function' is referenced but wasn't resolved" },
    };

    public void Dispose() => kernel?.Dispose();

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Summary_OfAMistake_IsTheLineThatTellsIt(string body, string expected)
    {
        BpfVerifierException rejection = Reject(body);

        Assert.StartsWith(expected, rejection.Summary, StringComparison.Ordinal);
        Assert.Contains(rejection.Summary, rejection.Log, StringComparison.Ordinal);
        Assert.StartsWith($"load program 'probe': {rejection.Errno}: {rejection.Summary}", rejection.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Message_TellsInstructionAndSourceLine()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("nbpf-summary-").FullName, "mistake.c");
        File.WriteAllText(path, Preamble + """
            SEC("xdp")
            int probe(struct xdp_md *context)
            {
                int key = context->ingress_ifindex;
                long *value = bpf_map_lookup_elem(&values, &key);
                return *value;
            }
            """);
        try
        {
            byte[] file = ClangCompiler.Compile($"#include \"{path}\"");
            BpfVerifierException rejection = Assert.Throws<BpfVerifierException>(() => BpfObject.Load(kernel, file, "mistake.bpf.o"));

            Assert.Matches(@"^\d+: \(79\) r\d = \*\(u64 \*\)\(r0 \+0\)$", rejection.Instruction);
            Assert.Equal("return *value; @ mistake.c:13", rejection.SourceLine);
            Assert.Equal($"load program 'probe': EACCES: R0 invalid mem access 'map_value_or_null'; at {rejection.Instruction}; in return *value; @ mistake.c:13", rejection.Message);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }

    [Fact]
    public void Summary_OfBtf_NamesTypeAndMember()
    {
        var builder = new BtfBuilder();
        uint integer = builder.AddInteger("int", 4);
        builder.AddComposite(BtfKind.Struct, "narrow", 4, new BtfMember("far", integer, 64, 0));
        byte[] log = new byte[4096];
        SysResult result = kernel.BtfLoad(builder.ToBytes(), 1, log, out _);

        var rejection = new BpfVerifierException(result.Errno, "load BTF of", "x", System.Text.Encoding.ASCII.GetString(log).TrimEnd('\0'));

        Assert.Equal("[2] STRUCT narrow size=4 vlen=1: far type_id=1 bits_offset=64 Member bits_offset exceeds its struct size", rejection.Summary);
    }

    private BpfVerifierException Reject(string body)
    {
        string code = body.StartsWith('|') ? body[1..] : $"SEC(\"xdp\") int probe(struct xdp_md *c) {{ {body} }}";
        byte[] file = ClangCompiler.Compile(Preamble + code, "-Wno-everything");
        return Assert.Throws<BpfVerifierException>(() => BpfObject.Load(kernel, file, "mistake.bpf.o"));
    }
}

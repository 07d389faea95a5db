using System.Globalization;
using Nbpf.Dump;
using Nbpf.Isa;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Linux.Tests;

/// <summary>
/// What we read of a loaded program and print against what bpftool reads and prints of the same program: instructions up to
/// clang's -mcpu=v3, because Debian 12's bpftool does not know the later ones.
/// </summary>
public sealed class BpftoolTests : IDisposable
{
    private readonly IBpf kernel;
    private readonly string? bpftool = ToolRun.Find("bpftool");

    public BpftoolTests()
    {
        Assert.SkipUnless(LinuxOracle.IsAvailable(out string reason), reason);
        Assert.SkipWhen(bpftool is null, "bpftool is not installed");
        kernel = LinuxOracle.Open();
    }

    public void Dispose() => kernel?.Dispose();

    [Fact]
    public void XlatedDump_Arithmetic_IsBpftools() => CompareDump(Load(
        """
            r0 = *(u32 *)(r1 + 0)
            w1 = w0
            r2 = r0
            w3 = w1
            r4 = 0x1122334455667788 ll
            r4 ^= r2
            r4 %= r2
            w3 *= -5
            r4 = be16 r4
            r4 = le64 r4
            r4 = -r4
            w4 s>>= 3
            exit
        """));

    [Fact]
    public void XlatedDump_JumpsMemoryAndAtomics_IsBpftools() => CompareDump(Load(
        """
            r6 = r1
            *(u64 *)(r10 - 8) = 7
            *(u32 *)(r10 - 16) = 7
            *(u32 *)(r10 - 12) = 7
            r0 = *(u32 *)(r6 + 0)
            *(u8 *)(r10 - 8) = r0
            *(u16 *)(r10 - 6) = -3
            lock *(u64 *)(r10 - 8) += r0
            r1 = 1
            r1 = atomic64_fetch_or((u64 *)(r10 - 8), r1)
            r0 = atomic_cmpxchg((u32 *)(r10 - 16), r0, r0)
            r0 = atomic_xchg((u32 *)(r10 - 12), r0)
            r3 = *(u8 *)(r10 - 8)
            r4 = *(u16 *)(r10 - 6)
            if r0 s> -4 goto more
            if w0 & 0x8000 goto more
            if r3 s<= r4 goto more
            goto done
        more:
            r0 = *(u16 *)skb[12]
            r2 = 5
            r0 = *(u8 *)skb[r2 + 3]
            if r0 != 0 goto done
            r0 = 1
        done:
            exit
        """));

    [Fact]
    public void XlatedDump_MapInMap_IsBpftools()
    {
        int inner = kernel.MapCreate(new() { Type = MapType.Array, KeySize = 4, ValueSize = 64, MaxEntries = 2, Flags = MapFlags.InnerMap }).Value;
        int outer = kernel.MapCreate(new() { Type = MapType.ArrayOfMaps, KeySize = 4, ValueSize = 4, MaxEntries = 3, InnerMapFd = inner }).Value;
        CompareDump(Load(
            $"""
                *(u32 *)(r10 - 4) = 1
                r1 = map_fd {outer} ll
                r2 = r10
                r2 += -4
                call bpf_map_lookup_elem
                if r0 == 0 goto out
                r1 = r0
                r2 = r10
                r2 += -4
                call bpf_map_lookup_elem
                if r0 == 0 goto out
            out:
                r0 = 0
                exit
            """));
    }

    private void CompareDump(int program)
    {
        kernel.ProgGetInfo(program, out ProgInfo? info);
        string id = info!.Id.ToString(CultureInfo.InvariantCulture);
        string expected = ToolRun.Output(bpftool!, ["prog", "dump", "xlated", "id", id]);
        Assert.Equal(expected, XlatedText.Format(XlatedDump.Lines(info, null)));
    }

    private int Load(string text)
    {
        ProgLoadAttributes attributes = new() { Type = ProgramType.SocketFilter, License = "GPL", Instructions = Assembler.Assemble(text), LogLevel = 1 };
        SysResult result = LinuxOracle.Load(kernel, attributes, out string log);
        Assert.False(result.IsError, log);
        return result.Value;
    }
}

using System.Globalization;
using Nbpf.Isa;
using Nbpf.Runtime;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Differential.Programs;

/// <summary>
/// Every way to copy a number and change the copy. What a comparison teaches about the copy may be used for the number only as long
/// as both surely are the same, or as far apart as is remembered.
/// </summary>
public sealed class IdentityTests
{
    private const ulong Never = 0, Always = ulong.MaxValue;

    /// <summary>How r3 is made of r2, and the greatest r2 of which r3 counts as the same number.</summary>
    private static readonly (string Copy, ulong Greatest)[] Copies =
    [
        ("r3 = r2", Always),
        ("w3 = w2", uint.MaxValue),
        ("r3 = (s8)r2", 0x7f),
        ("r3 = (s16)r2", 0x7fff),
        ("r3 = (s32)r2", 0x7fffffff),
        ("w3 = (s8)w2", 0x7f),
        ("w3 = (s16)w2", 0x7fff),
        (Spill(64) + Fill("u64"), Always),
        (Spill(64) + Fill("u32"), uint.MaxValue),
        (Spill(64) + Fill("u16"), 0xffff),
        (Spill(64) + Fill("u8"), 0xff),
        (Spill(64) + Fill("s32"), 0x7fffffff),
        (Spill(64) + Fill("s16"), 0x7fff),
        (Spill(64) + Fill("s8"), 0x7f),
        (Spill(32) + Fill("u32"), uint.MaxValue),
        (Spill(32) + Fill("u8"), 0xff),
        (Spill(32) + Fill("s32"), 0x7fffffff),
        (Spill(32) + Fill("s8"), 0x7f),
        (Spill(16) + Fill("u16"), 0xffff),
        (Spill(16) + Fill("s16"), 0x7fff),
        (Spill(8) + Fill("u8"), 0xff),
        (Spill(8) + Fill("s8"), 0x7f),
        (Spill(64) + "r3 = 0\nr3 = atomic64_fetch_add((u64 *)(r10 - 16), r3)", Always),
        (Spill(64) + "r3 = 0\nr3 = atomic_fetch_add((u32 *)(r10 - 16), r3)", uint.MaxValue),
        (Spill(64) + "r3 = 0\nr3 = xchg_64(r10 - 16, r3)", Always),
        (Spill(64) + "r3 = 0\nw3 = xchg32_32(r10 - 16, w3)", uint.MaxValue),
        (Spill(32) + "r3 = 0\nr3 = atomic_fetch_or((u32 *)(r10 - 16), r3)", uint.MaxValue),
        (Spill(64) + "r0 = 0\nr3 = 0\nr0 = atomic64_cmpxchg((u64 *)(r10 - 16), r0, r3)\nr3 = r0", Always),
        (Spill(64) + "r0 = 0\nr3 = 0\nr0 = atomic_cmpxchg((u32 *)(r10 - 16), r0, r3)\nr3 = r0", uint.MaxValue),
        (Spill(64) + "r3 = load_acquire((u64 *)(r10 - 16))", Always),
        (Spill(64) + "r3 = load_acquire((u8 *)(r10 - 16))", 0xff),
        ("r3 = r2\nr3 = -r3", Never),
        ("r3 = r2\nw3 = -w3", Never),
        ("r3 = r2\nr3 = bswap16 r3", Never),
        ("r3 = r2\nr3 = bswap64 r3", Never),
        ("r3 = r2\nr3 = be32 r3", Never),
        ("r3 = r2\nr3 = le16 r3", Never),
        ("r3 = r2\nr3 ^= 1", Never),
        ("r3 = r2\nr3 |= 0", Never),
        ("r3 = r2\nr3 &= -1", Never),
        ("r3 = r2\nr3 <<= 0", Never),
        ("r3 = r2\nr3 *= 1", Never),
        ("r3 = r2\nr3 += r3", Never),
        ("r3 = r2\nr3 += 1\nr3 += -1", Never),
        ("r3 = r2\nr3 += 0", Always),
        ("r3 = r2\nr3 -= 0", Always),
        ("r3 = r2\nw3 += 0", uint.MaxValue),
        ("w3 = w2\nw3 += 0", uint.MaxValue),
        ("r3 = r2\nr3 += 0\nr4 = r3\nr3 = r4", Never),
    ];

    public static TheoryData<string, ulong> Numbers
    {
        get
        {
            TheoryData<string, ulong> data = [];
            foreach ((string copy, ulong greatest) in Copies) data.Add(copy, greatest);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void ProgLoad_BoundOfACopy_BoundsTheNumberAsLongAsBothAreTheSame(string copy, ulong greatest)
    {
        using TestKernel kernel = new(TestKernel.Make(ExecutionEngine.Interpreter));
        if (greatest != Never) Assert.True(IsAccepted(kernel, Program(copy, greatest)), "refused although the copy is the number");
        if (greatest != Always) Assert.False(IsAccepted(kernel, Program(copy, Beyond(greatest))), "accepted although the copy may be another number");
    }

    [Fact]
    public void Campaign_Copies_RunAlikeOnAllEnginesAndAsInLinux()
    {
        using Campaign campaign = new(asksLinux: LinuxOracle.IsReference(out _));
        foreach ((string copy, ulong greatest) in Copies)
        {
            if (greatest != Never) campaign.Judge($"{copy} up to {greatest:x}", 1, Program(copy, greatest));
            if (greatest != Always) campaign.Judge($"{copy} beyond {greatest:x}", 2, Program(copy, Beyond(greatest)));
        }

        Assert.True(campaign.Unlisted == 0, campaign.Report());
    }

    private static string Spill(int bits) => string.Create(CultureInfo.InvariantCulture, $"*(u{bits} *)(r10 - 16) = r2\n");

    private static string Fill(string type) => $"r3 = *({type} *)(r10 - 16)";

    private static ulong Beyond(ulong greatest) => greatest == Never ? 0xff : greatest + 1;

    private static bool IsAccepted(TestKernel kernel, RandomProgram program)
    {
        Verdict verdict = kernel.Load(program, out int fd);
        if (fd >= 0) kernel.Close(fd);
        return verdict.IsAccepted;
    }

    /// <summary>Reads one byte at r2 of 64 where r3 is at most 63.</summary>
    private static RandomProgram Program(string copy, ulong greatest)
    {
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"""
            r9 = map_value {ProgramMaps.Globals} + 0 ll
            r2 = *(u64 *)(r9 + 0)
            r4 = {unchecked((long)greatest)} ll
            if r2 > r4 goto end
            {copy}
            if r3 > 63 goto end
            r9 += r2
            r0 = *(u8 *)(r9 + 0)
            end: r0 = 0
            exit
            """);
        return new RandomProgram(ProgramType.Xdp, [.. Assembler.Assemble(text)], ProgramFlags.None, [], IsMutated: false);
    }
}

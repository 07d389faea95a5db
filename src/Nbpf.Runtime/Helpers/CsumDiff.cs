using System.Runtime.CompilerServices;
using Nbpf.Runtime.Execution;
using Nbpf.Syscall;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary>
/// <c>s64 bpf_csum_diff(__be32 *from, u32 from_size, __be32 *to, u32 to_size, __wsum seed)</c>: the one's complement difference
/// of two buffers whose sizes are multiples of 4, folded to 16 bits; EINVAL for other sizes (net/core/filter.c, Linux 6.18).
/// </summary>
internal sealed unsafe class CsumDiff : Helper
{
    public override HelperPrototype Prototype { get; } = new()
    {
        Id = HelperId.CsumDiff,
        Name = "bpf_csum_diff",
        AcceptsPacketMemory = true,
        Arguments =
        [
            new(ArgumentKind.Memory, ArgumentTraits.ReadOnly | ArgumentTraits.MaybeNull),
            ArgumentKind.SizeOrZero,
            new(ArgumentKind.Memory, ArgumentTraits.ReadOnly | ArgumentTraits.MaybeNull),
            ArgumentKind.SizeOrZero,
            ArgumentKind.Anything,
        ],
    };

    internal override void Register(KernelFunctionTable functions) => functions.Add("bpf_csum_diff", typeof(CsumDiff), nameof(Invoke), &Invoke);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Invoke(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        uint fromSize = (uint)r2, toSize = (uint)r4, seed = (uint)r5;
        if (((fromSize | toSize) & 3) != 0)
        {
            return Error(Errno.EINVAL);
        }

        // SAFETY: the verifier proved both ranges readable, or null with size zero.
        uint sum = toSize == 0 ? seed : InternetChecksum.Partial(new ReadOnlySpan<byte>((void*)r3, (int)toSize), seed);
        return InternetChecksum.FoldTo16(
            fromSize == 0 ? sum : InternetChecksum.Subtract(sum, InternetChecksum.Partial(new ReadOnlySpan<byte>((void*)r1, (int)fromSize), 0)));
    }
}

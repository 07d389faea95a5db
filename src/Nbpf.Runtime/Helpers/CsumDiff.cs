using System.Runtime.CompilerServices;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Packets;
using Nbpf.Syscall;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary>
/// <c>s64 bpf_csum_diff(__be32 *from, u32 from_size, __be32 *to, u32 to_size, __wsum seed)</c>: the one's complement difference
/// of two buffers, folded to 16 bits. Any size is summed; older kernels than Linux 6.18 wanted multiples of 4 (net/core/filter.c).
/// NULL with a size is EINVAL: the verifier lets pass a map value that was not tested for NULL, and Linux would read address 0.
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
        if ((r1 == 0 && fromSize != 0) || (r3 == 0 && toSize != 0))
        {
            return Error(Errno.EINVAL);
        }

        RunStops.BeforeWork(run, (ulong)fromSize + toSize);

        // SAFETY: the verifier proved both ranges readable where they are not null, and null comes with size zero here.
        ReadOnlySpan<byte> from = new((void*)r1, (int)fromSize), to = new((void*)r3, (int)toSize);

        // Zero has two representations in one's complement; these are the ways of Linux to compute, which decide which one comes out.
        uint sum = (fromSize, toSize) switch
        {
            (0, _) => InternetChecksum.Partial(to, seed),
            (_, 0) => ~InternetChecksum.Partial(from, ~seed),
            _ => InternetChecksum.Subtract(InternetChecksum.Partial(to, seed), InternetChecksum.Partial(from, 0)),
        };
        return InternetChecksum.FoldTo16(sum);
    }
}

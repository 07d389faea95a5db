using System.Runtime.CompilerServices;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Packets;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary>
/// <c>long bpf_xdp_store_bytes(struct xdp_md *xdp_md, u32 offset, void *buf, u32 len)</c>: writes bytes of the packet, wherever they lie;
/// EINVAL past its end, EFAULT for an offset or length above 65535.
/// </summary>
internal sealed unsafe class XdpStoreBytes : Helper
{
    public override HelperPrototype Prototype { get; } = new()
    {
        Id = HelperId.XdpStoreBytes,
        Name = "bpf_xdp_store_bytes",
        Arguments = [ArgumentKind.Context, ArgumentKind.Anything, new(ArgumentKind.Memory, ArgumentTraits.ReadOnly), ArgumentKind.Size],
    };

    internal override void Register(KernelFunctionTable functions) => functions.Add("bpf_xdp_store_bytes", typeof(XdpStoreBytes), nameof(Invoke), &Invoke, argumentCount: 4);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Invoke(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        // SAFETY: the verifier proved r1 to be the context and r3 good for r4 bytes.
        return Error(((XdpBuff*)r1)->TryCopy((uint)r2, (void*)r3, (uint)r4, intoPacket: true));
    }
}

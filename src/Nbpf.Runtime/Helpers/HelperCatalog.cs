using System.Collections.Frozen;
using Nbpf.Runtime.Execution;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary>The helpers of the in-process kernel. A helper that is not here does not exist yet: the verifier refuses a call of it by name.</summary>
public sealed class HelperCatalog : IHelperCatalog
{
    private readonly FrozenDictionary<int, Helper> helpers;

    private HelperCatalog(IEnumerable<Helper> helpers) => this.helpers = helpers.ToFrozenDictionary(h => (int)h.Prototype.Id);

    /// <summary>Every helper there is.</summary>
    public static HelperCatalog All { get; } = new(
    [
        new MapLookupElem(),
        new MapUpdateElem(),
        new MapDeleteElem(),
        new MapLookupPerCpuElem(),
        new KtimeGetNs(),
        new KtimeGetBootNs(),
        new KtimeGetCoarseNs(),
        new Jiffies64(),
        new GetPrandomU32(),
        new GetSmpProcessorId(),
        new GetNumaNodeId(),
        new TracePrintk(),
        new TraceVprintk(),
        new TailCall(),
        new Loop(),
        new CsumDiff(),
        new Redirect(),
        new XdpAdjustHead(),
        new XdpAdjustMeta(),
        new XdpAdjustTail(),
        new XdpGetBuffLen(),
        new XdpLoadBytes(),
        new XdpStoreBytes(),
        new SkbLoadBytes(),
        new SkbLoadBytesRelative(),
        new SkbStoreBytes(),
        new SkbPullData(),
        new L3CsumReplace(),
        new L4CsumReplace(),
        new GetAttachCookie(),
        new RingBufOutput(),
        new RingBufReserve(),
        new RingBufSubmit(),
        new RingBufDiscard(),
        new RingBufQuery(),
    ]);

    /// <summary>The helpers, in order of their numbers.</summary>
    public IEnumerable<Helper> Helpers => helpers.Values.OrderBy(h => h.Prototype.Id);

    /// <inheritdoc/>
    public HelperPrototype? Find(int id) => FindHelper(id)?.Prototype;

    /// <summary>The helper of that number, or null.</summary>
    /// <param name="id">The helper's number.</param>
    internal Helper? FindHelper(int id) => helpers.GetValueOrDefault(id);

    /// <summary>Adds every helper's functions to a kernel's table.</summary>
    /// <param name="functions">The table.</param>
    internal void Register(KernelFunctionTable functions)
    {
        foreach (Helper helper in Helpers)
        {
            helper.Register(functions);
        }
    }
}

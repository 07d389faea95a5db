using System.Collections.Frozen;

namespace Nbpf.Verification.Tests.Programs;

/// <summary>Prototypes of the helpers that the test programs call.</summary>
internal sealed class TestHelpers : IHelperCatalog
{
    private const ArgumentTraits Output = ArgumentTraits.Uninitialised | ArgumentTraits.Write;
    private const ArgumentTraits OptionalInput = ArgumentTraits.MaybeNull | ArgumentTraits.ReadOnly;

    private readonly FrozenDictionary<int, HelperPrototype> _all = new HelperPrototype[]
    {
        new()
        {
            Id = HelperId.MapLookupElem, Name = "bpf_map_lookup_elem", AcceptsPacketMemory = true, FindsEveryIndex = true, Return = ReturnKind.MapValueOrNull,
            Arguments = [ArgumentKind.ConstMapPointer, ArgumentKind.MapKey],
        },
        new()
        {
            Id = HelperId.MapUpdateElem, Name = "bpf_map_update_elem", AcceptsPacketMemory = true, WritesMap = true,
            Arguments = [ArgumentKind.ConstMapPointer, ArgumentKind.MapKey, ArgumentKind.MapValue, ArgumentKind.Anything],
        },
        new()
        {
            Id = HelperId.MapDeleteElem, Name = "bpf_map_delete_elem", AcceptsPacketMemory = true, WritesMap = true,
            Arguments = [ArgumentKind.ConstMapPointer, ArgumentKind.MapKey],
        },
        new() { Id = HelperId.KtimeGetNs, Name = "bpf_ktime_get_ns" },
        new() { Id = HelperId.GetPrandomU32, Name = "bpf_get_prandom_u32" },
        new() { Id = HelperId.GetSmpProcessorId, Name = "bpf_get_smp_processor_id", ResultBound = ResultBound.PossibleCpu },
        new()
        {
            Id = HelperId.TailCall, Name = "bpf_tail_call", Return = ReturnKind.Void, IsTailCall = true,
            Arguments = [ArgumentKind.Context, ArgumentKind.ConstMapPointer, ArgumentKind.Anything],
        },
        new()
        {
            Id = HelperId.Loop, Name = "bpf_loop", Callback = CallbackUse.ByCount,
            Arguments = [ArgumentKind.Anything, ArgumentKind.Callback, ArgumentKind.StackOrNull, ArgumentKind.Anything],
        },
        new()
        {
            Id = HelperId.CsumDiff, Name = "bpf_csum_diff", AcceptsPacketMemory = true,
            Arguments =
            [
                new(ArgumentKind.Memory, OptionalInput), ArgumentKind.SizeOrZero, new(ArgumentKind.Memory, OptionalInput),
                ArgumentKind.SizeOrZero, ArgumentKind.Anything,
            ],
        },
        new()
        {
            Id = HelperId.XdpAdjustHead, Name = "bpf_xdp_adjust_head", ChangesPacketData = true,
            Arguments = [ArgumentKind.Context, ArgumentKind.Anything],
        },
        new()
        {
            Id = HelperId.XdpLoadBytes, Name = "bpf_xdp_load_bytes",
            Arguments = [ArgumentKind.Context, ArgumentKind.Anything, new(ArgumentKind.Memory, Output), ArgumentKind.Size],
        },
        new()
        {
            Id = HelperId.SkbLoadBytes, Name = "bpf_skb_load_bytes",
            Arguments = [ArgumentKind.Context, ArgumentKind.Anything, new(ArgumentKind.Memory, Output), ArgumentKind.Size],
        },
        new()
        {
            Id = HelperId.RingBufOutput, Name = "bpf_ringbuf_output",
            Arguments = [ArgumentKind.ConstMapPointer, new(ArgumentKind.Memory, ArgumentTraits.ReadOnly), ArgumentKind.SizeOrZero, ArgumentKind.Anything],
        },
        new()
        {
            Id = HelperId.RingBufReserve, Name = "bpf_ringbuf_reserve", Return = ReturnKind.RingBufferMemoryOrNull, AcquiresReference = true,
            Arguments = [ArgumentKind.ConstMapPointer, ArgumentKind.AllocationSizeOrZero, ArgumentKind.Anything],
        },
        new()
        {
            Id = HelperId.RingBufSubmit, Name = "bpf_ringbuf_submit", Return = ReturnKind.Void,
            Arguments = [new(ArgumentKind.RingBufferMemory, ArgumentTraits.Release), ArgumentKind.Anything],
        },
        new()
        {
            Id = HelperId.RingBufDiscard, Name = "bpf_ringbuf_discard", Return = ReturnKind.Void,
            Arguments = [new(ArgumentKind.RingBufferMemory, ArgumentTraits.Release), ArgumentKind.Anything],
        },
        new() { Id = HelperId.RingBufQuery, Name = "bpf_ringbuf_query", Arguments = [ArgumentKind.ConstMapPointer, ArgumentKind.Anything] },
    }.ToFrozenDictionary(h => (int)h.Id);

    public static TestHelpers Instance { get; } = new();

    public HelperPrototype? Find(int id) => _all.GetValueOrDefault(id);
}

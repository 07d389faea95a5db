namespace Nbpf.Verification.Checks;

/// <summary>Which helpers take which map types (kernel/bpf/verifier.c, Linux 6.18).</summary>
internal static class MapHelperRules
{
    /// <summary>True when a map of this type may be passed to the helper.</summary>
    public static bool Allows(MapType map, HelperId helper) => MapAllows(map, helper) && HelperAllows(helper, map);

    private static bool MapAllows(MapType map, HelperId helper) => map switch
    {
        MapType.ProgramArray => helper is HelperId.TailCall,
        MapType.PerfEventArray => helper is HelperId.PerfEventRead or HelperId.PerfEventOutput or HelperId.SkbOutput
            or HelperId.PerfEventReadValue or HelperId.XdpOutput,
        MapType.RingBuf => helper is HelperId.RingBufOutput or HelperId.RingBufReserve or HelperId.RingBufQuery
            or HelperId.RingBufReserveDynptr or HelperId.RingBufSubmitDynptr or HelperId.RingBufDiscardDynptr,
        MapType.UserRingBuf => helper is HelperId.UserRingBufDrain,
        MapType.StackTrace => helper is HelperId.GetStackid,
        MapType.CgroupArray => helper is HelperId.SkbUnderCgroup or HelperId.CurrentTaskUnderCgroup,
        MapType.CgroupStorage or MapType.PerCpuCgroupStorage => helper is HelperId.GetLocalStorage,
        MapType.DevMap or MapType.DevMapHash or MapType.XskMap => helper is HelperId.RedirectMap or HelperId.MapLookupElem,
        MapType.CpuMap => helper is HelperId.RedirectMap,
        MapType.ArrayOfMaps or MapType.HashOfMaps => helper is HelperId.MapLookupElem,
        MapType.SockMap => helper is HelperId.SkRedirectMap or HelperId.SockMapUpdate or HelperId.MsgRedirectMap
            or HelperId.SkSelectReusePort or HelperId.MapLookupElem,
        MapType.SockHash => helper is HelperId.SkRedirectHash or HelperId.SockHashUpdate or HelperId.MsgRedirectHash
            or HelperId.SkSelectReusePort or HelperId.MapLookupElem,
        MapType.ReusePortSockarray => helper is HelperId.SkSelectReusePort,
        MapType.Queue or MapType.Stack => helper is HelperId.MapPeekElem or HelperId.MapPopElem or HelperId.MapPushElem,
        MapType.BloomFilter => helper is HelperId.MapPeekElem or HelperId.MapPushElem,
        MapType.SkStorage => helper is HelperId.SkStorageGet or HelperId.SkStorageDelete or HelperId.KptrXchg,
        MapType.InodeStorage => helper is HelperId.InodeStorageGet or HelperId.InodeStorageDelete or HelperId.KptrXchg,
        MapType.TaskStorage => helper is HelperId.TaskStorageGet or HelperId.TaskStorageDelete or HelperId.KptrXchg,
        MapType.CgrpStorage => helper is HelperId.CgrpStorageGet or HelperId.CgrpStorageDelete or HelperId.KptrXchg,
        _ => true,
    };

    private static bool HelperAllows(HelperId helper, MapType map) => helper switch
    {
        HelperId.TailCall => map is MapType.ProgramArray,
        HelperId.PerfEventRead or HelperId.PerfEventOutput or HelperId.PerfEventReadValue or HelperId.SkbOutput
            or HelperId.XdpOutput => map is MapType.PerfEventArray,
        HelperId.RingBufOutput or HelperId.RingBufReserve or HelperId.RingBufQuery or HelperId.RingBufReserveDynptr
            or HelperId.RingBufSubmitDynptr or HelperId.RingBufDiscardDynptr => map is MapType.RingBuf,
        HelperId.UserRingBufDrain => map is MapType.UserRingBuf,
        HelperId.GetStackid => map is MapType.StackTrace,
        HelperId.CurrentTaskUnderCgroup or HelperId.SkbUnderCgroup => map is MapType.CgroupArray,
        HelperId.RedirectMap => map is MapType.DevMap or MapType.DevMapHash or MapType.CpuMap or MapType.XskMap,
        HelperId.SkRedirectMap or HelperId.MsgRedirectMap or HelperId.SockMapUpdate => map is MapType.SockMap,
        HelperId.SkRedirectHash or HelperId.MsgRedirectHash or HelperId.SockHashUpdate => map is MapType.SockHash,
        HelperId.GetLocalStorage => map is MapType.CgroupStorage or MapType.PerCpuCgroupStorage,
        HelperId.SkSelectReusePort => map is MapType.ReusePortSockarray or MapType.SockMap or MapType.SockHash,
        HelperId.MapPopElem => map is MapType.Queue or MapType.Stack,
        HelperId.MapPeekElem or HelperId.MapPushElem => map is MapType.Queue or MapType.Stack or MapType.BloomFilter,
        HelperId.MapLookupPerCpuElem => map is MapType.PerCpuArray or MapType.PerCpuHash or MapType.LruPerCpuHash,
        HelperId.SkStorageGet or HelperId.SkStorageDelete => map is MapType.SkStorage,
        HelperId.InodeStorageGet or HelperId.InodeStorageDelete => map is MapType.InodeStorage,
        HelperId.TaskStorageGet or HelperId.TaskStorageDelete => map is MapType.TaskStorage,
        HelperId.CgrpStorageGet or HelperId.CgrpStorageDelete => map is MapType.CgrpStorage,
        _ => true,
    };
}

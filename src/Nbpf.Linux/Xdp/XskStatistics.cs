namespace Nbpf.Linux.Xdp;

/// <summary>What a socket has lost (XDP_STATISTICS).</summary>
/// <param name="ReceiveDropped">Packets that were dropped for other reasons.</param>
/// <param name="ReceiveInvalidDescriptors">Invalid addresses in the fill ring.</param>
/// <param name="TransmitInvalidDescriptors">Invalid descriptors in the tx ring.</param>
/// <param name="ReceiveRingFull">Packets that were dropped because the rx ring was full.</param>
/// <param name="FillRingEmpty">How often there was no frame for a packet.</param>
/// <param name="TransmitRingEmpty">How often there was nothing to send.</param>
public readonly record struct XskStatistics(
    ulong ReceiveDropped, ulong ReceiveInvalidDescriptors, ulong TransmitInvalidDescriptors, ulong ReceiveRingFull, ulong FillRingEmpty, ulong TransmitRingEmpty);

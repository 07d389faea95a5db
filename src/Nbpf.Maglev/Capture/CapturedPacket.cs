namespace Nbpf.Maglev.Capture;

/// <summary>A packet of a capture.</summary>
/// <param name="Timestamp">Time since 1970-01-01 UTC in nanoseconds.</param>
/// <param name="OriginalLength">Bytes it had on the wire; more than <paramref name="Data"/> has when the capture cut it.</param>
/// <param name="Data">Its captured bytes.</param>
public readonly record struct CapturedPacket(long Timestamp, uint OriginalLength, ReadOnlyMemory<byte> Data)
{
    /// <summary>True when the capture holds the whole packet.</summary>
    public bool IsWhole => OriginalLength == Data.Length;
}

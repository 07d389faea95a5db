namespace Nbpf.Fuzz.Boundary;

/// <summary>A copy of a buffer with known bytes on either side: who writes past its ends is found out.</summary>
internal readonly ref struct Fenced
{
    private const int FenceBytes = 64;
    private const byte Fence = 0xa5;

    private readonly Span<byte> original;
    private readonly byte[]? room;

    public Fenced(Span<byte> buffer)
    {
        original = buffer;
        // An empty buffer is NULL, and stays so.
        if (buffer.IsEmpty) return;
        room = new byte[FenceBytes + buffer.Length + FenceBytes];
        room.AsSpan().Fill(Fence);
        buffer.CopyTo(room.AsSpan(FenceBytes));
    }

    /// <summary>What is given to the command.</summary>
    public Span<byte> Inside => room.AsSpan(room is null ? 0 : FenceBytes, original.Length);

    /// <summary>Gives the bytes back.</summary>
    public void Close()
    {
        if (room is null) return;
        ReadOnlySpan<byte> all = room;
        if (all[..FenceBytes].ContainsAnyExcept(Fence) || all[(FenceBytes + original.Length)..].ContainsAnyExcept(Fence))
            throw new FuzzFaultException($"a buffer of {original.Length} bytes was written past its ends");
        Inside.CopyTo(original);
    }
}

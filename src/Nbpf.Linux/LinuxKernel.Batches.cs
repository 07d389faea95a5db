using Nbpf.Syscall;
using static Nbpf.Uapi.BpfAttr;

namespace Nbpf.Linux;

/// <content>Batch commands.</content>
public sealed unsafe partial class LinuxKernel
{
    /// <inheritdoc/>
    public SysResult MapLookupBatch(int mapFd, ReadOnlySpan<byte> inBatch, Span<byte> outBatch, Span<byte> keys, Span<byte> values, ref uint count, ulong elementFlags = 0, ulong flags = 0)
    {
        // SAFETY: the kernel writes keys, values and outBatch, whose lengths Batch checks.
        fixed (byte* outPointer = outBatch, keyPointer = keys, valuePointer = values)
        {
            BatchBuffers buffers = new(inBatch.Length, outPointer, outBatch.Length, keyPointer, keys.Length, valuePointer, values.Length);
            return Batch(BpfCommand.MapLookupBatch, mapFd, inBatch, buffers, ref count, elementFlags, flags);
        }
    }

    /// <inheritdoc/>
    public SysResult MapLookupAndDeleteBatch(int mapFd, ReadOnlySpan<byte> inBatch, Span<byte> outBatch, Span<byte> keys, Span<byte> values, ref uint count, ulong elementFlags = 0, ulong flags = 0)
    {
        // SAFETY: as in MapLookupBatch.
        fixed (byte* outPointer = outBatch, keyPointer = keys, valuePointer = values)
        {
            BatchBuffers buffers = new(inBatch.Length, outPointer, outBatch.Length, keyPointer, keys.Length, valuePointer, values.Length);
            return Batch(BpfCommand.MapLookupAndDeleteBatch, mapFd, inBatch, buffers, ref count, elementFlags, flags);
        }
    }

    /// <inheritdoc/>
    public SysResult MapUpdateBatch(int mapFd, ReadOnlySpan<byte> keys, ReadOnlySpan<byte> values, ref uint count, ulong elementFlags = 0, ulong flags = 0)
    {
        // SAFETY: the kernel only reads keys and values in this command; Batch checks their lengths.
        fixed (byte* keyPointer = keys, valuePointer = values)
        {
            BatchBuffers buffers = new(0, null, 0, keyPointer, keys.Length, valuePointer, values.Length);
            return Batch(BpfCommand.MapUpdateBatch, mapFd, default, buffers, ref count, elementFlags, flags);
        }
    }

    /// <inheritdoc/>
    public SysResult MapDeleteBatch(int mapFd, ReadOnlySpan<byte> keys, ref uint count, ulong elementFlags = 0, ulong flags = 0)
    {
        // SAFETY: the kernel only reads the keys in this command; Batch checks their length.
        fixed (byte* keyPointer = keys)
        {
            BatchBuffers buffers = new(0, null, 0, keyPointer, keys.Length, null, 0);
            return Batch(BpfCommand.MapDeleteBatch, mapFd, default, buffers, ref count, elementFlags, flags);
        }
    }

    private SysResult Batch(BpfCommand command, int mapFd, ReadOnlySpan<byte> inBatch, in BatchBuffers buffers, ref uint count, ulong elementFlags, ulong flags)
    {
        if (ShapeOf(mapFd) is { } shape && !buffers.Fit(command, shape, count)) return Errno.EFAULT;
        Span<byte> attr = stackalloc byte[SizeBytes];
        attr.Clear();

        // SAFETY: inBatch is pinned, only read, and long enough or NULL; the callers pinned the other buffers.
        fixed (byte* inPointer = inBatch)
        {
            MapBatch.in_batch.Write(attr, (ulong)inPointer);
            MapBatch.out_batch.Write(attr, (ulong)buffers.Out);
            MapBatch.keys.Write(attr, (ulong)buffers.Keys);
            MapBatch.values.Write(attr, (ulong)buffers.Values);
            MapBatch.count.Write(attr, count);
            MapBatch.map_fd.Write(attr, mapFd);
            MapBatch.elem_flags.Write(attr, elementFlags);
            MapBatch.flags.Write(attr, flags);
            SysResult result = BpfSystemCall.Run(command, attr);
            count = MapBatch.count.ReadUInt32(attr);
            return result;
        }
    }

    private readonly struct BatchBuffers(int inLength, byte* output, int outLength, byte* keys, int keyLength, byte* values, int valueLength)
    {
        public byte* Out { get; } = output;

        public byte* Keys { get; } = keys;

        public byte* Values { get; } = values;

        /// <summary>Whether every buffer holds what the kernel reads or writes for that many elements.</summary>
        public bool Fit(BpfCommand command, MapShape shape, uint count)
        {
            bool lookup = command is BpfCommand.MapLookupBatch or BpfCommand.MapLookupAndDeleteBatch;
            if (IsTooShort(keyLength, shape.KeySize * (UInt128)count) || IsTooShort(valueLength, shape.ValueSize * (UInt128)count)) return false;
            return !lookup || !(IsTooShort(outLength, shape.BatchSize) || IsTooShort(inLength, shape.BatchSize));
        }
    }
}

using Nbpf.Syscall;

namespace Nbpf;

/// <summary>
/// Walks over the elements of a map by BPF_MAP_LOOKUP_BATCH or BPF_MAP_LOOKUP_AND_DELETE_BATCH, the buffers being used again for each batch.
/// A hash gives whole buckets: when one does not fit the batch grows.
/// </summary>
internal sealed class BpfMapBatchWalk(BpfMap map, int batchSize, bool isTaking)
{
    // The position is a bucket, an index or a key, by map type.
    private byte[] _position = new byte[Math.Max(8, (int)map.KeySize)];
    private byte[] _nextPosition = new byte[Math.Max(8, (int)map.KeySize)];
    private int _batchSize = (int)Math.Min((uint)batchSize, map.MaxEntries);
    private bool _isFirst = true;
    private bool _isLast;

    /// <summary>The keys of the batch, one after the other.</summary>
    internal byte[] Keys { get; private set; } = [];

    /// <summary>The values of the batch, one after the other.</summary>
    internal byte[] Values { get; private set; } = [];

    /// <summary>How many elements the batch has.</summary>
    internal int Count { get; private set; }

    /// <summary>Reads the first batch: false when the map type has no batches, or the kernel does not know them.</summary>
    /// <exception cref="BpfException">The kernel refused for another reason.</exception>
    internal bool TryBegin()
    {
        SysResult result = Read();
        if (IsUnsupported(result)) return false;
        Take(result);
        return true;
    }

    /// <summary>Reads the next batch: false after the last.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    internal bool TryNext()
    {
        if (_isLast) return false;
        Take(Read());
        return true;
    }

    /// <summary>ENOTSUPP for map types without batches, EINVAL of kernels before 5.6.</summary>
    internal static bool IsUnsupported(SysResult result) => result.Errno is Errno.ENOTSUPP or Errno.EOPNOTSUPP or Errno.EINVAL or Errno.ENOSYS;

    private SysResult Read()
    {
        while (true)
        {
            if (Keys.Length < (long)_batchSize * map.KeySize) Keys = new byte[checked(_batchSize * (int)map.KeySize)];
            if (Values.Length < (long)_batchSize * map.ValueBufferSize) Values = new byte[checked(_batchSize * map.ValueBufferSize)];
            uint count = (uint)_batchSize;
            ReadOnlySpan<byte> position = _isFirst ? [] : _position;
            SysResult result = isTaking
                ? map.Kernel.MapLookupAndDeleteBatch(map.Fd, position, _nextPosition, Keys, Values, ref count)
                : map.Kernel.MapLookupBatch(map.Fd, position, _nextPosition, Keys, Values, ref count);
            Count = (int)count;
            if (result.Errno != Errno.ENOSPC || _batchSize > map.MaxEntries) return result;
            _batchSize = (int)Math.Min((long)_batchSize * 2, int.MaxValue / 2);
        }
    }

    private void Take(SysResult result)
    {
        if (result.IsError && result.Errno != Errno.ENOENT) throw map.Failure(result, isTaking ? "take from map" : "look up in map");
        _isLast = result.Errno == Errno.ENOENT;
        _isFirst = false;
        (_position, _nextPosition) = (_nextPosition, _position);
    }
}

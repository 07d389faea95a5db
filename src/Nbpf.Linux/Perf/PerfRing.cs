using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Nbpf.Readers;
using Nbpf.Syscall;

namespace Nbpf.Linux.Perf;

/// <summary>
/// The buffer of one CPU: a page with the positions (struct perf_event_mmap_page), then the data. Records wrap around at the end, so one
/// that does is put together in a buffer of ours. One consumer at a time.
/// </summary>
internal sealed class PerfRing : IDisposable
{
    private const int HeadOffset = 1024;
    private const int TailOffset = 1032;
    private const int HeaderSize = 8;
    private const uint RecordLost = 2;
    private const uint RecordSample = 9;

    private readonly SafeFileHandle handle;
    private readonly MemoryMapping mapping;
    private ConsumerGate gate;
    private byte[] wrapped = [];

    private PerfRing(int cpu, SafeFileHandle handle, MemoryMapping mapping)
    {
        Cpu = cpu;
        this.handle = handle;
        this.mapping = mapping;
    }

    /// <summary>The CPU.</summary>
    public int Cpu { get; }

    /// <summary>The event's file descriptor.</summary>
    public int Fd => (int)handle.DangerousGetHandle();

    /// <summary>Opens and maps the buffer of a CPU.</summary>
    /// <param name="cpu">The CPU.</param>
    /// <param name="options">How.</param>
    /// <param name="ring">Receives it, or null on error.</param>
    public static Errno Open(int cpu, PerfBufferOptions options, out PerfRing? ring)
    {
        ring = null;
        bool countsBytes = options.WakeupBytes > 0;
        Errno errno = PerfEvent.Open(cpu, (uint)(countsBytes ? options.WakeupBytes : options.WakeupRecords), countsBytes, out SafeFileHandle? handle);
        if (handle is null) return errno;
        int length = (options.PagesPerCpu + 1) * Environment.SystemPageSize;
        SysResult result = MemoryMapping.Create((int)handle.DangerousGetHandle(), 0, length, isWritable: true, out MemoryMapping? mapping);
        if (mapping is null) handle.Dispose();
        else ring = new(cpu, handle, mapping);
        return result.Errno;
    }

    /// <summary>Takes what is there.</summary>
    /// <typeparam name="THandler">The handler's type.</typeparam>
    /// <param name="handler">Called with each record.</param>
    /// <param name="goesOn">False when the handler has enough.</param>
    /// <returns>How many records were taken.</returns>
    public int Consume<THandler>(ref THandler handler, out bool goesOn)
        where THandler : struct, IPerfBufferHandler, allows ref struct
    {
        gate.Enter(this);
        int count = 0;
        goesOn = true;
        try
        {
            Span<byte> memory = mapping.GetSpan();
            ReadOnlySpan<byte> data = memory[Environment.SystemPageSize..];
            ref ulong tail = ref MemoryMarshal.AsRef<ulong>(memory[TailOffset..]);
            ulong position = tail;
            while (goesOn && position != Volatile.Read(ref MemoryMarshal.AsRef<ulong>(memory[HeadOffset..])))
            {
                ReadOnlySpan<byte> record = RecordAt(data, position);
                try
                {
                    if (Take(record, ref handler, out goesOn)) count++;
                }
                finally
                {
                    // The kernel may write over the record from here on.
                    Volatile.Write(ref tail, position += (uint)record.Length);
                }
            }

            return count;
        }
        finally
        {
            if (gate.Leave()) Free();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (gate.Close()) Free();
    }

    /// <summary>struct perf_event_header: type (4), misc (2), size of all (2), a multiple of 8.</summary>
    private ReadOnlySpan<byte> RecordAt(ReadOnlySpan<byte> data, ulong position)
    {
        int at = (int)(position & (uint)(data.Length - 1));
        int size = BinaryPrimitives.ReadUInt16LittleEndian(data[(at + 6)..]);
        if (size < HeaderSize || size % 8 != 0 || size > data.Length)
            throw new BpfFormatException($"perf buffer of CPU {Cpu}: expected the size of a record, found {size}", (long)position);
        int inFirstPart = data.Length - at;
        if (size <= inFirstPart) return data.Slice(at, size);
        if (wrapped.Length < size) wrapped = new byte[size];
        data[at..].CopyTo(wrapped);
        data[..(size - inFirstPart)].CopyTo(wrapped.AsSpan(inFirstPart));
        return wrapped.AsSpan(0, size);
    }

    private bool Take<THandler>(ReadOnlySpan<byte> record, ref THandler handler, out bool goesOn)
        where THandler : struct, IPerfBufferHandler, allows ref struct
    {
        goesOn = true;
        switch (BinaryPrimitives.ReadUInt32LittleEndian(record))
        {
            case RecordSample:
                int length = BinaryPrimitives.ReadInt32LittleEndian(record[HeaderSize..]);
                goesOn = handler.Sample(Cpu, record.Slice(HeaderSize + sizeof(int), length));
                return true;
            case RecordLost:
                // The event's id, then how many.
                handler.Lost(Cpu, BinaryPrimitives.ReadUInt64LittleEndian(record[(HeaderSize + sizeof(ulong))..]));
                return false;
            default:
                return false;
        }
    }

    private void Free()
    {
        ((IDisposable)mapping).Dispose();
        handle.Dispose();
    }
}

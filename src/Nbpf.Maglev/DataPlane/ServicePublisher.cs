using System.Runtime.InteropServices;
using Nbpf.Syscall;

namespace Nbpf.Maglev;

/// <summary>
/// Puts services into the data plane's maps, on either kernel. Each service gets an inner array of its own size
/// (<c>BPF_F_INNER_MAP</c>), filled before it is seen; many become visible by one batch on the outer map, because in Linux
/// each single change of it waits for a grace period (8 to 15 ms; in a batch of 1,000, 6 to 14 µs each).
/// </summary>
/// <param name="bpf">The kernel.</param>
/// <param name="servicesFd">The <c>services</c> map.</param>
/// <param name="backendsFd">The <c>backends</c> map.</param>
public sealed class ServicePublisher(IBpf bpf, int servicesFd, int backendsFd)
{
    // File descriptors of inner maps are open until their batch is published.
    private const int BatchServices = 4096;

    /// <summary>Writes backends' addresses under their ids, in one batch. To be done before tables name them.</summary>
    /// <param name="backends">The backends.</param>
    /// <exception cref="BpfException">The kernel refused; E2BIG when an id is past the map's end.</exception>
    public void PublishBackends(ReadOnlySpan<Backend> backends)
    {
        if (backends.IsEmpty) return;
        uint[] keys = new uint[backends.Length];
        byte[] values = new byte[backends.Length * WireAddress.SizeBytes];
        for (int i = 0; i < backends.Length; i++)
        {
            if (backends[i].Id == 0) throw new ArgumentException("backend id 0 means none", nameof(backends));
            keys[i] = backends[i].Id;
            backends[i].Address.Write(values.AsSpan(i * WireAddress.SizeBytes));
        }
        uint count = (uint)keys.Length;
        SysResult result = bpf.MapUpdateBatch(backendsFd, MemoryMarshal.AsBytes<uint>(keys), values, ref count);
        if (result.IsError)
        {
            string which = count < backends.Length ? backends[(int)count].Address.ToString() : "backends";
            throw new BpfException(result.Errno, "publish backend", which, $"{count} of {backends.Length} were published");
        }
    }

    /// <summary>Publishes services, new or anew: each takes effect as a whole, table and header at once.</summary>
    /// <param name="services">The services, no VIP twice.</param>
    /// <returns>Bytes of memory of each service's inner map, in the order of the services.</returns>
    /// <exception cref="BpfException">The kernel refused. Services of the batch before the one named are published, nothing
    /// is left open.</exception>
    public IReadOnlyList<ulong> Publish(IReadOnlyList<PublishedService> services)
    {
        ArgumentNullException.ThrowIfNull(services);
        ulong[] memoryBytes = new ulong[services.Count];
        for (int start = 0; start < services.Count; start += BatchServices)
            PublishBatch(services, start, Math.Min(start + BatchServices, services.Count), memoryBytes);
        return memoryBytes;
    }

    /// <summary>Takes services away, in one batch.</summary>
    /// <param name="vips">Their VIPs, as published (port 0 for fragments).</param>
    /// <exception cref="BpfException">ENOENT when one of them is not there; those before it are gone.</exception>
    public void Withdraw(ReadOnlySpan<VirtualIp> vips)
    {
        if (vips.IsEmpty) return;
        byte[] keys = new byte[vips.Length * VirtualIp.KeyBytes];
        for (int i = 0; i < vips.Length; i++) vips[i].WriteKey(keys.AsSpan(i * VirtualIp.KeyBytes));
        uint count = (uint)vips.Length;
        SysResult result = bpf.MapDeleteBatch(servicesFd, keys, ref count);
        if (result.IsError)
            throw new BpfException(result.Errno, "withdraw service", vips[(int)Math.Min(count, (uint)vips.Length - 1)].ToString());
    }

    private void PublishBatch(IReadOnlyList<PublishedService> services, int start, int end, ulong[] memoryBytes)
    {
        List<(VirtualIp Vip, int Fd)> entries = new(end - start);
        List<int> opened = new(end - start);
        uint[] elementKeys = [];
        try
        {
            for (int i = start; i < end; i++)
            {
                PublishedService service = services[i];
                if (elementKeys.Length < service.Table.ElementCount)
                {
                    elementKeys = new uint[service.Table.ElementCount];
                    service.Table.WriteKeys(elementKeys);
                }
                int fd = CreateInner(service);
                opened.Add(fd);
                memoryBytes[i] = Fill(service, fd, elementKeys);
                entries.Add((service.Vip, fd));
                if (service.TakesFragments) entries.Add((service.Vip with { Port = 0 }, fd));
            }
            Swap(entries);
        }
        finally
        {
            foreach (int fd in opened) bpf.Close(fd);
        }
    }

    private int CreateInner(PublishedService service)
    {
        SysResult created = bpf.MapCreate(new MapCreateAttributes
        {
            Type = MapType.Array,
            KeySize = sizeof(uint),
            ValueSize = ServiceTable.ElementBytes,
            MaxEntries = (uint)service.Table.ElementCount,
            Flags = MapFlags.InnerMap,
            Name = "maglev_table",
        });
        if (created.IsError)
            throw new BpfException(created.Errno, "create table of service", service.Vip.ToString(), $"{service.Table.Table.Size} slots");
        return created.Value;
    }

    private ulong Fill(PublishedService service, int fd, uint[] elementKeys)
    {
        uint count = (uint)service.Table.ElementCount;
        ReadOnlySpan<byte> keys = MemoryMarshal.AsBytes(elementKeys.AsSpan(0, service.Table.ElementCount));
        SysResult filled = bpf.MapUpdateBatch(fd, keys, service.Table.Values, ref count);
        if (filled.IsError) throw new BpfException(filled.Errno, "fill table of service", service.Vip.ToString());
        SysResult asked = bpf.MapGetInfo(fd, out MapInfo? info);
        if (info is null) throw new BpfException(asked.Errno, "get info of the table of service", service.Vip.ToString());
        return info.MemoryBytes;
    }

    private void Swap(List<(VirtualIp Vip, int Fd)> entries)
    {
        byte[] keys = new byte[entries.Count * VirtualIp.KeyBytes];
        int[] fds = new int[entries.Count];
        for (int i = 0; i < fds.Length; i++)
        {
            entries[i].Vip.WriteKey(keys.AsSpan(i * VirtualIp.KeyBytes));
            fds[i] = entries[i].Fd;
        }
        uint count = (uint)fds.Length;
        SysResult result = bpf.MapUpdateBatch(servicesFd, keys, MemoryMarshal.AsBytes<int>(fds), ref count);
        if (result.IsError)
        {
            string which = entries[(int)Math.Min(count, (uint)entries.Count - 1)].Vip.ToString();
            throw new BpfException(result.Errno, "publish service", which, $"{count} of {entries.Count} entries were published");
        }
    }
}

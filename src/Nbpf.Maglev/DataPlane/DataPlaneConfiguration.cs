using System.Buffers.Binary;
using System.Net.NetworkInformation;
using Nbpf.Syscall;

namespace Nbpf.Maglev;

/// <summary>What the data plane knows of itself (<c>struct configuration</c> in bpf/maglev.bpf.c, map <c>config</c>).</summary>
public sealed record DataPlaneConfiguration
{
    /// <summary>Size of the value in bytes.</summary>
    public const int SizeBytes = 48;

    /// <summary>Ethernet address of the router that brings packets to the backends.</summary>
    public required PhysicalAddress NextHop { get; init; }

    /// <summary>Ethernet address of the interface that sends.</summary>
    public required PhysicalAddress Own { get; init; }

    /// <summary>Source of outer IPv4 headers.</summary>
    public required WireAddress SourceIPv4 { get; init; }

    /// <summary>Source of outer IPv6 headers.</summary>
    public required WireAddress SourceIPv6 { get; init; }

    /// <summary>Seed of the flow hash: the same on every node that serves the same VIPs.</summary>
    public required ulong Seed { get; init; }

    /// <summary>
    /// Bits of the outer source's last four bytes that vary with the flow, most significant first: 0xffff lets the last two
    /// bytes vary, so that the backends' network cards spread flows over their queues. 0: none.
    /// </summary>
    public uint SourceHashMask { get; init; }

    /// <summary>Writes the value of the <c>config</c> map.</summary>
    /// <param name="bpf">The kernel.</param>
    /// <param name="configFd">The <c>config</c> map.</param>
    /// <exception cref="BpfException">The kernel refused.</exception>
    /// <exception cref="ArgumentException">An address is of the wrong family or length.</exception>
    public void Publish(IBpf bpf, int configFd)
    {
        ArgumentNullException.ThrowIfNull(bpf);
        Span<byte> value = stackalloc byte[SizeBytes];
        Write(value);
        SysResult result = bpf.MapUpdateElem(configFd, stackalloc byte[sizeof(uint)], value);
        if (result.IsError) throw new BpfException(result.Errno, "update map", "config");
    }

    /// <summary>Writes the 48 bytes of the value.</summary>
    /// <param name="destination">At least <see cref="SizeBytes"/> bytes.</param>
    /// <exception cref="ArgumentException">An address is of the wrong family or length.</exception>
    public void Write(Span<byte> destination)
    {
        byte[] nextHop = NextHop.GetAddressBytes(), own = Own.GetAddressBytes();
        if (nextHop.Length != 6 || own.Length != 6) throw new ArgumentException("an Ethernet address has 6 bytes");
        if (!SourceIPv4.IsIPv4 || SourceIPv6.IsIPv4) throw new ArgumentException("the outer sources are one IPv4 and one IPv6 address");
        destination[..SizeBytes].Clear();
        nextHop.CopyTo(destination);
        own.CopyTo(destination[6..]);
        BinaryPrimitives.WriteUInt32BigEndian(destination[12..], (uint)SourceIPv4.Lower);
        SourceIPv6.Write(destination[16..]);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[32..], Seed);
        BinaryPrimitives.WriteUInt32BigEndian(destination[40..], SourceHashMask);
    }
}

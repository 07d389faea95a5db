using Nbpf.Readers;
using Nbpf.Syscall;
using Nbpf.Testing;

namespace Nbpf.Linux.Tests.Readers;

/// <summary>ring.bpf.c in the Linux kernel.</summary>
internal sealed class RingObject : IDisposable
{
    internal const byte Output = 0;
    internal const byte OutputToOthers = 1;
    internal const byte OutputWithoutWakeup = 2;
    internal const byte DiscardReserved = 3;

    private readonly IBpf kernel = LinuxOracle.Open();
    private readonly BpfObject loaded;

    internal RingObject() => loaded = BpfObject.Load(kernel, ClangCompiler.CompileToFile(
        File.ReadAllText(Path.Combine(Repository.Root, "tests/Nbpf.Linux.Tests/Readers/ring.bpf.c")), "-mcpu=v3"));

    internal BpfMap Events => loaded.Map("events");

    internal BpfMap Others => loaded.Map("others");

    internal BpfMap Commands => loaded.Map("commands");

    internal RingBufferReader Reader() => new(Events);

    /// <summary>Writes a record whose first byte is the action: false when the ring is full.</summary>
    internal bool Write(ReadOnlySpan<byte> record) => loaded.Program("output").Run(record).XdpAction switch
    {
        XdpAction.Pass => true,
        XdpAction.Drop => false,
        var other => throw new InvalidOperationException($"the program answered {other}"),
    };

    /// <summary>Writes what user space wrote to <see cref="Commands"/> to <see cref="Events"/>; returns how many.</summary>
    internal int Drain() => (int)loaded.Program("drain").Run(new byte[14]).ReturnValue;

    /// <summary>A record of at least 14 bytes, which a packet has, with a number after the action.</summary>
    internal static byte[] Record(byte action, int number, int length = 16)
    {
        byte[] record = new byte[length];
        record[0] = action;
        BitConverter.TryWriteBytes(record.AsSpan(4), number);
        for (int i = 8; i < length; i++) record[i] = (byte)(number * 31 + i);
        return record;
    }

    internal static int Number(ReadOnlySpan<byte> record) => BitConverter.ToInt32(record[4..]);

    public void Dispose()
    {
        loaded.Dispose();
        kernel.Dispose();
    }
}

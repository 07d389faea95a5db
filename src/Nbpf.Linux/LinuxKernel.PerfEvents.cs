using System.Globalization;
using System.IO.Enumeration;
using System.Text;
using Nbpf.Syscall;
using Nbpf.Uapi;

namespace Nbpf.Linux;

/// <content>Perf events that programs attach to.</content>
public sealed unsafe partial class LinuxKernel : IPerfEvents
{
    private const uint TracepointType = 2;
    private const uint FrequencyBit = 1 << 10;
    private const uint DisabledBit = 1;

    private static readonly string[] TraceDirectories = ["/sys/kernel/tracing", "/sys/kernel/debug/tracing"];

    /// <inheritdoc/>
    /// <remarks>EOPNOTSUPP on a kernel without uprobe events.</remarks>
    public SysResult OpenUprobe(UprobeEvent uprobe)
    {
        ArgumentNullException.ThrowIfNull(uprobe);
        if (ProbeUnit.Read("uprobe") is not { } unit) return Errno.EOPNOTSUPP;
        if (uprobe.ReferenceCounterOffset > uint.MaxValue) return Errno.EINVAL;
        ulong config = (uprobe.IsReturn ? 1UL << unit.ReturnBit : 0) | (uprobe.ReferenceCounterOffset << unit.CounterShift);
        return OpenProbe(unit.Type, config, uprobe.Path, uprobe.OffsetBytes, uprobe.ProcessId);
    }

    /// <inheritdoc/>
    /// <remarks>EOPNOTSUPP on a kernel without kprobe events.</remarks>
    public SysResult OpenKprobe(KprobeEvent kprobe)
    {
        ArgumentNullException.ThrowIfNull(kprobe);
        if (ProbeUnit.Read("kprobe") is not { } unit) return Errno.EOPNOTSUPP;
        return OpenProbe(unit.Type, kprobe.IsReturn ? 1UL << unit.ReturnBit : 0, kprobe.Function, kprobe.OffsetBytes, null);
    }

    /// <inheritdoc/>
    public SysResult OpenTracepoint(string category, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(category);
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (ReadTraceFile($"events/{category}/{name}/id")?.FirstOrDefault() is not { } text) return Errno.ENOENT;
        if (!ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong id)) return Errno.EINVAL;
        Span<byte> attributes = stackalloc byte[PerfEventLayout.SizeBytes];
        attributes.Clear();
        PerfEventLayout.type.Write(attributes, TracepointType);
        PerfEventLayout.config.Write(attributes, id);
        return Own(PerfEventSystemCall.Open(attributes, -1, 0));
    }

    /// <inheritdoc/>
    public SysResult OpenSampling(SamplingEvent sampling)
    {
        ArgumentNullException.ThrowIfNull(sampling);
        Span<byte> attributes = stackalloc byte[PerfEventLayout.SizeBytes];
        attributes.Clear();
        PerfEventLayout.type.Write(attributes, sampling.Type);
        PerfEventLayout.config.Write(attributes, sampling.Config);
        PerfEventLayout.sample_period.Write(attributes, sampling.Frequency != 0 ? sampling.Frequency : sampling.Period);
        PerfEventLayout.freq.Write(attributes, DisabledBit | (sampling.Frequency != 0 ? FrequencyBit : 0));
        return Own(PerfEventSystemCall.Open(attributes, sampling.ProcessId ?? -1, sampling.Cpu ?? (sampling.ProcessId is null ? 0 : -1)));
    }

    /// <inheritdoc/>
    public SysResult Enable(int eventFd) => PerfEventSystemCall.Enable(eventFd);

    /// <inheritdoc/>
    public IReadOnlyList<string> FunctionsMatching(string pattern)
    {
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        return [.. (ReadTraceFile("available_filter_functions") ?? []).Select(static line => line.Split(' ')[0])
            .Where(name => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false)).Distinct()];
    }

    private SysResult OpenProbe(uint type, ulong config, string place, ulong offset, int? processId)
    {
        if (place.Contains('\0', StringComparison.Ordinal)) return Errno.EINVAL;
        byte[] text = [.. Encoding.UTF8.GetBytes(place), 0];
        Span<byte> attributes = stackalloc byte[PerfEventLayout.SizeBytes];
        attributes.Clear();

        // SAFETY: the path or name is pinned, only read, and ends with a NUL.
        fixed (byte* pointer = text)
        {
            PerfEventLayout.type.Write(attributes, type);
            PerfEventLayout.config.Write(attributes, config);
            PerfEventLayout.uprobe_path.Write(attributes, (ulong)pointer);
            PerfEventLayout.probe_offset.Write(attributes, offset);
            return Own(PerfEventSystemCall.Open(attributes, processId ?? -1, processId is null ? 0 : -1));
        }
    }

    private static string[]? ReadTraceFile(string name)
    {
        foreach (string path in TraceDirectories.Select(directory => Path.Combine(directory, name)))
        {
            try
            {
                return File.ReadAllLines(path);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // The other directory may have it.
                continue;
            }
        }

        return null;
    }
}

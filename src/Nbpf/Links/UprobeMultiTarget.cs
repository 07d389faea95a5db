using Nbpf.Elf;
using Nbpf.Syscall;
using Nbpf.Uapi;

namespace Nbpf.Links;

/// <summary>Many places in one executable file or library with one link (Linux 6.6). Either a pattern, symbols or offsets.</summary>
/// <param name="Path">The file; a name without a slash is searched for as the shell and the dynamic linker do.</param>
public sealed record UprobeMultiTarget(string Path) : AttachTarget
{
    /// <summary>Functions whose names match, with <c>*</c> and <c>?</c>; null for none.</summary>
    public string? Pattern { get; init; }

    /// <summary>Functions by name.</summary>
    public IReadOnlyList<string> Symbols { get; init; } = [];

    /// <summary>Offsets in the file in bytes.</summary>
    public ReadOnlyMemory<ulong> Offsets { get; init; }

    /// <summary>One for each place that is given by symbol or offset, or empty.</summary>
    public ReadOnlyMemory<ulong> Cookies { get; init; }

    /// <summary>One for each place that is given by symbol or offset, or empty: counters that are raised while a probe is there.</summary>
    public ReadOnlyMemory<ulong> ReferenceCounterOffsets { get; init; }

    /// <summary>Whether the program runs when the functions return.</summary>
    public bool IsReturn { get; init; }

    /// <summary>The only process to probe; null for all.</summary>
    public uint? ProcessId { get; init; }

    internal override SysResult CreateLink(BpfProgram program)
    {
        if ((Pattern is null ? 0 : 1) + (Symbols.Count > 0 ? 1 : 0) + (Offsets.IsEmpty ? 0 : 1) != 1)
            throw new ArgumentException("expected either a pattern, symbols or offsets");
        if (Pattern is not null && !(Cookies.IsEmpty && ReferenceCounterOffsets.IsEmpty))
            throw new ArgumentException("a pattern takes no cookies and no reference counters: the order of what it matches is not known before");
        string path = ExecutablePath.Resolve(Path);
        ReadOnlyMemory<ulong> offsets = Pattern is not null ? ExecutableFile.Read(path).OffsetsMatching(Pattern)
            : Symbols.Count > 0 ? ExecutableFile.Read(path).OffsetsOf(Symbols) : Offsets;
        return program.Kernel.LinkCreate(new()
        {
            ProgramFd = program.Fd,
            AttachType = program.ExpectedAttachType ?? AttachType.TraceUprobeMulti,
            Options = new UprobeMultiLinkOptions
            {
                Path = path,
                Offsets = offsets,
                Cookies = Cookies,
                ReferenceCounterOffsets = ReferenceCounterOffsets,
                Flags = IsReturn ? Constants.BPF_F_UPROBE_MULTI_RETURN : 0,
                ProcessId = ProcessId ?? 0,
            },
        });
    }
}

using Nbpf.Syscall;
using Nbpf.Uapi;

namespace Nbpf.Links;

/// <summary>Many kernel functions with one link (Linux 5.18). Either a pattern, symbols or addresses.</summary>
public sealed record KprobeMultiTarget : AttachTarget
{
    /// <summary>Functions whose names match, with <c>*</c> and <c>?</c>; null for none.</summary>
    public string? Pattern { get; init; }

    /// <summary>Functions by name.</summary>
    public IReadOnlyList<string> Symbols { get; init; } = [];

    /// <summary>Functions by address.</summary>
    public ReadOnlyMemory<ulong> Addresses { get; init; }

    /// <summary>One for each function, or empty.</summary>
    public ReadOnlyMemory<ulong> Cookies { get; init; }

    /// <summary>Whether the program runs when the functions return.</summary>
    public bool IsReturn { get; init; }

    internal override SysResult CreateLink(BpfProgram program) => program.Kernel.LinkCreate(new()
    {
        ProgramFd = program.Fd,
        AttachType = program.ExpectedAttachType ?? AttachType.TraceKprobeMulti,
        Options = new KprobeMultiLinkOptions
        {
            Symbols = Pattern is null ? Symbols : program.PerfEvents().FunctionsMatching(Pattern),
            Addresses = Addresses,
            Cookies = Cookies,
            Flags = IsReturn ? Constants.BPF_F_KPROBE_MULTI_RETURN : 0,
        },
    });
}

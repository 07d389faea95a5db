using Nbpf.Elf;
using Nbpf.Syscall;

namespace Nbpf.Links;

/// <summary>A place in an executable file or library, through a perf event.</summary>
/// <param name="Path">The file; a name without a slash is searched for as the shell and the dynamic linker do.</param>
/// <param name="Symbol">A function in it, optionally with a version (<c>name@VERSION</c>); null for an offset in the file.</param>
/// <param name="OffsetBytes">Bytes from the function's start, or in the file without a function.</param>
public sealed record UprobeTarget(string Path, string? Symbol, ulong OffsetBytes = 0) : AttachTarget
{
    /// <summary>Whether the program runs when the function returns.</summary>
    public bool IsReturn { get; init; }

    /// <summary>The only process to probe; null for all.</summary>
    public int? ProcessId { get; init; }

    /// <summary>Offset in the file of a counter that is raised while the probe is there (a USDT semaphore); 0 for none.</summary>
    public ulong ReferenceCounterOffset { get; init; }

    /// <summary>What bpf_get_attach_cookie answers.</summary>
    public ulong Cookie { get; init; }

    internal override SysResult CreateLink(BpfProgram program)
    {
        string path = ExecutablePath.Resolve(Path);
        ulong start = Symbol is null ? 0 : ExecutableFile.Read(path).OffsetOf(Symbol);
        UprobeEvent uprobe = new(path, start + OffsetBytes) { IsReturn = IsReturn, ProcessId = ProcessId, ReferenceCounterOffset = ReferenceCounterOffset };
        return PerfEventTarget.CreateOwn(program, program.PerfEvents().OpenUprobe(uprobe), Cookie);
    }
}

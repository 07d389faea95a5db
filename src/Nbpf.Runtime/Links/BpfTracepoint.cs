using Nbpf.Runtime.Links;
using Nbpf.Runtime.ProgramTypes;
using Nbpf.Runtime.Runs;

namespace Nbpf.Runtime;

/// <summary>
/// An event of the in-process kernel, made by <see cref="BpfRuntime.CreateTracepoint"/>: raw tracepoint programs attach to it by its name, and run whenever it is raised,
/// in the order of their attachment. Thread-safe.
/// </summary>
public sealed class BpfTracepoint
{
    /// <summary>The most arguments an event has.</summary>
    public const int MaximumArgumentCount = RawTracepointProgramType.ContextBytes / sizeof(ulong);

    private readonly RunServices runs;
    private readonly Lock gate = new();
    private RawTracepointLink[] links = [];
    private long stopped;

    internal BpfTracepoint(RunServices runs, string name, int argumentCount)
    {
        this.runs = runs;
        Name = name;
        ArgumentCount = argumentCount;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>How many arguments it has; programs that read more cannot attach (EINVAL).</summary>
    public int ArgumentCount { get; }

    /// <summary>Runs of programs here that were ended before their time, by their budget or by the caller; the programs after them ran.</summary>
    public long StoppedCount => Volatile.Read(ref stopped);

    /// <summary>The event happens: runs all attached programs.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="ArgumentException">There are not <see cref="ArgumentCount"/> of them.</exception>
    public void Raise(params ReadOnlySpan<ulong> arguments) => Raise((BpfRunLimits?)null, arguments);

    /// <summary>The event happens: runs all attached programs.</summary>
    /// <param name="limits">What ends programs before their time; null for the kernel's own budget.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="ArgumentException">There are not <see cref="ArgumentCount"/> of them.</exception>
    public unsafe void Raise(BpfRunLimits? limits, params ReadOnlySpan<ulong> arguments)
    {
        if (arguments.Length != ArgumentCount)
            throw new ArgumentException($"event '{Name}' has {ArgumentCount} arguments, not {arguments.Length}", nameof(arguments));
        using HookRun run = new(runs, limits);

        // SAFETY: programs read at most MaximumArgumentCount words of their context.
        ulong* context = (ulong*)run.Allocate(RawTracepointProgramType.ContextBytes);
        arguments.CopyTo(new Span<ulong>(context, MaximumArgumentCount));
        foreach (RawTracepointLink link in Volatile.Read(ref links))
        {
            run.Session.AttachCookie = link.Cookie;
            run.Execute(link.Program, context, failure: 0);
        }
        Interlocked.Add(ref stopped, run.StoppedCount);
    }

    internal void Add(RawTracepointLink link)
    {
        // A release, as of a chain's array.
        lock (gate)
            Volatile.Write(ref links, [.. links, link]);
    }

    internal void Remove(RawTracepointLink link)
    {
        lock (gate)
            Volatile.Write(ref links, [.. links.Where(other => other != link)]);
    }
}

using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Nbpf.Runtime.Links;

/// <summary>The events of one kernel, by name.</summary>
internal sealed class Tracepoints
{
    private readonly ConcurrentDictionary<string, BpfTracepoint> byName = new(StringComparer.Ordinal);

    /// <summary>Adds an event; false when there is one of its name.</summary>
    public bool TryAdd(BpfTracepoint added) => byName.TryAdd(added.Name, added);

    /// <summary>Finds an event.</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out BpfTracepoint? found) => byName.TryGetValue(name, out found);
}

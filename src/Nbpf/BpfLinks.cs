using System.Collections.Immutable;

namespace Nbpf;

/// <summary>The links of an object's programs, as <see cref="BpfObject.Attach"/> made them. Disposing closes them all.</summary>
public sealed class BpfLinks : IDisposable
{
    internal BpfLinks(ImmutableDictionary<string, BpfLink> byProgram) => ByProgram = byProgram;

    /// <summary>The links by their programs' names.</summary>
    public ImmutableDictionary<string, BpfLink> ByProgram { get; }

    /// <summary>A program's link.</summary>
    /// <param name="programName">The program's name.</param>
    /// <exception cref="KeyNotFoundException">The object has no such program, or it was not attached.</exception>
    public BpfLink this[string programName] => ByProgram.GetValueOrDefault(programName)
        ?? throw new KeyNotFoundException($"no program '{programName}' was attached");

    /// <summary>Closes all links.</summary>
    public void Dispose()
    {
        foreach (BpfLink link in ByProgram.Values) link.Dispose();
    }
}

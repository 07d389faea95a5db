namespace Nbpf.Comparison.Commands;

/// <summary>
/// One command of bpf(2) on objects that have names instead of file descriptors and ids, so that the same command runs on any
/// kernel. Its text is what <see cref="CommandSequence.Parse"/> reads.
/// </summary>
public abstract record Command
{
    /// <summary>The objects it is about, first the one it works on; their map types are what known differences are told by.</summary>
    public abstract IEnumerable<string> Objects { get; }

    /// <summary>The command's line.</summary>
    protected abstract string Text { get; }

    /// <summary>The command as text.</summary>
    public sealed override string ToString() => Text;

    /// <summary>Runs the command on a session's kernel.</summary>
    /// <param name="session">The kernel and its objects by name.</param>
    internal abstract Answer Run(CommandSession session);
}

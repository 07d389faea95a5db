namespace Nbpf.Comparison.Commands;

/// <summary>close(2): <c>close NAME</c>; the name then stands for a number that is not open, its id stays known.</summary>
/// <param name="Name">The object.</param>
public sealed record ObjectClose(string Name) : Command
{
    /// <inheritdoc/>
    public override IEnumerable<string> Objects => [Name];

    /// <inheritdoc/>
    protected override string Text => $"close {Name}";

    internal override Answer Run(CommandSession session) => Answer.Of(session.Close(Name));
}

namespace Nbpf.Schedules.Tests.Histories;

/// <summary>One step of a thread.</summary>
/// <param name="Kind">What.</param>
/// <param name="Key">The key, where it has one.</param>
internal readonly record struct Step(StepKind Kind, uint Key)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Kind}({Key})";
}

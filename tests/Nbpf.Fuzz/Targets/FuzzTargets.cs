namespace Nbpf.Fuzz.Targets;

/// <summary>Everything that takes bytes from others.</summary>
internal static class FuzzTargets
{
    /// <summary>The targets by name.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new ObjectTarget(), new ExecutableTarget(), new LinkerTarget(), new BtfTarget(), new CoreTarget(), new CaptureTarget(),
        new InstructionTarget(), new CommandTarget(), new CommandLineTarget(),
    ];

    /// <summary>The target of a name, or null.</summary>
    public static FuzzTarget? Find(string name) => All.FirstOrDefault(target => target.Name == name);
}

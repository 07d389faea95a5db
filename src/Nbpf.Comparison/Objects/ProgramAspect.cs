namespace Nbpf.Comparison.Objects;

/// <summary>The questions that are asked of every program of an object, in this order: names of aspects.</summary>
public static class ProgramAspect
{
    /// <summary>Accepted, or the errno and the line of the log that says why not.</summary>
    public const string Verdict = "verdict";

    /// <summary>Instructions the verifier processed and states it kept.</summary>
    public const string Counts = "counts";

    /// <summary>The tag of the program and of its subprograms.</summary>
    public const string Tag = "tag";

    /// <summary>The dump of the rewritten program, line by line.</summary>
    public const string Xlated = "xlated";

    /// <summary>What the object's maps hold before any run.</summary>
    public const string MapsLoaded = "maps loaded";

    /// <summary>Result, packet and context after a run on each input.</summary>
    public const string Runs = "runs";

    /// <summary>What the object's maps hold after the runs.</summary>
    public const string MapsAfter = "maps after";
}

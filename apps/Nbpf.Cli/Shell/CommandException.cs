namespace Nbpf.Cli.Shell;

/// <summary>A command could not do its work: becomes the one line <c>Error: WHAT: WHY</c> and exit code 1.</summary>
public sealed class CommandException : Exception
{
    /// <summary>Creates the failure.</summary>
    /// <param name="what">What was attempted, with the file or object.</param>
    /// <param name="why">Why it did not work.</param>
    public CommandException(string what, string why)
        : base($"{what}: {why}")
    {
    }
}

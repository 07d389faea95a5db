namespace Nbpf.Cli.Shell;

/// <summary>A command was used wrongly: becomes one line on standard error and exit code 2.</summary>
public sealed class UsageException : Exception
{
    /// <summary>Creates the failure.</summary>
    /// <param name="message">What is wrong with the command line.</param>
    public UsageException(string message)
        : base(message)
    {
    }
}

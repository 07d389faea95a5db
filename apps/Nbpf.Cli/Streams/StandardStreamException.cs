namespace Nbpf.Cli.Streams;

/// <summary>A standard stream cannot be used: it was closed, or its device is full.</summary>
public sealed class StandardStreamException : Exception
{
    /// <summary>Creates the failure.</summary>
    /// <param name="what">What was attempted.</param>
    /// <param name="why">Why it did not work.</param>
    public StandardStreamException(string what, string why)
        : base($"{what}: {why}")
    {
    }
}

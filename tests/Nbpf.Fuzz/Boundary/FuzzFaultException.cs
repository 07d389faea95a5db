namespace Nbpf.Fuzz.Boundary;

/// <summary>A promise was broken without an exception: memory written that was not given, an answer that is none.</summary>
public sealed class FuzzFaultException : Exception
{
    /// <summary>Creates the fault.</summary>
    /// <param name="message">What was broken.</param>
    public FuzzFaultException(string message)
        : base(message)
    {
    }
}

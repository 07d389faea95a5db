namespace Nbpf.Fuzz.Running;

/// <summary>An input that broke a promise.</summary>
/// <param name="Input">The input.</param>
/// <param name="Exception">What came out.</param>
internal sealed record FuzzFault(byte[] Input, Exception Exception)
{
    /// <summary>The first lines that tell one fault from another: the exception and where it came from.</summary>
    public string Key => $"{Exception.GetType().Name}: {string.Join(" < ", (Exception.StackTrace ?? "").Split('\n').Select(static line => line.Trim()).Where(static line => line.StartsWith("at Nbpf", StringComparison.Ordinal)).Take(2))}";
}

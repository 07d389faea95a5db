namespace Nbpf.Fuzz.Running;

/// <summary>Words on the command line that mean nothing.</summary>
internal sealed class MisuseException(string message) : Exception(message);

using Nbpf.Syscall;

namespace Nbpf.Loading.Externs;

/// <summary>A configuration, or a value in it, is not what it must be.</summary>
internal sealed class ConfigurationFaultException(Errno errno, string message) : Exception(message)
{
    internal Errno Errno => errno;
}

using Nbpf.Syscall;

namespace Nbpf.CoRe;

/// <summary>A relocation that cannot be carried out at all, as opposed to one whose target is missing; <see cref="CoreRelocator"/> says of which program.</summary>
internal sealed class CoreFaultException(Errno errno, string message) : Exception(OneLine.Of(message))
{
    internal Errno Errno => errno;
}

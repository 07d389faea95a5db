using Nbpf.Syscall;

namespace Nbpf.Linux.Netlink;

/// <summary>What the kernel answered to a request.</summary>
/// <param name="Result">The acknowledgement's error, or success.</param>
/// <param name="Explanation">The kernel's words on an error, or null.</param>
/// <param name="Messages">The messages that came with it: type, and what stands behind the header.</param>
internal sealed record NetlinkAnswer(SysResult Result, string? Explanation, IReadOnlyList<(ushort Type, ReadOnlyMemory<byte> Body)> Messages)
{
    /// <summary>The answer itself.</summary>
    /// <param name="operation">What was attempted.</param>
    /// <param name="name">What it was attempted on.</param>
    /// <exception cref="BpfException">It is an error.</exception>
    public NetlinkAnswer OrThrow(string operation, string name) =>
        Result.IsError ? throw new BpfException(Result.Errno, operation, name, Explanation) : this;
}

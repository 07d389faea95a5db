using Nbpf.Syscall;

namespace Nbpf;

/// <summary>What a program is attached to with a link: <see cref="BpfProgram.Attach(AttachTarget)"/>. One record for each kind of hook.</summary>
public abstract record AttachTarget
{
    private protected AttachTarget()
    {
    }

    /// <summary>Makes the link.</summary>
    /// <param name="program">The program.</param>
    /// <returns>The link's file descriptor, or an error.</returns>
    internal abstract SysResult CreateLink(BpfProgram program);
}

using Nbpf.Syscall;

namespace Nbpf.Links;

/// <summary>A hook that runs several programs in order.</summary>
public abstract record OrderedTarget : AttachTarget
{
    private protected OrderedTarget()
    {
    }

    /// <summary>Where the program stands among the others.</summary>
    public LinkPlace Place { get; init; }

    /// <summary>The revision that the hook must have (<see cref="HookState.Revision"/>), else ESTALE; 0 for any.</summary>
    public ulong ExpectedRevision { get; init; }

    private protected SysResult CreateLink(BpfProgram program, int target, AttachType attachType) => program.Kernel.LinkCreate(new()
    {
        ProgramFd = program.Fd,
        Target = target,
        AttachType = attachType,
        Flags = Place.Flags,
        Options = Place == default && ExpectedRevision == 0 ? null : new OrderedLinkOptions(Place.Relative, ExpectedRevision),
    });
}

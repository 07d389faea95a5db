using Nbpf.Runtime.Objects;
using Nbpf.Runtime.Programs;
using Nbpf.Syscall;

namespace Nbpf.Runtime.Links;

/// <summary>An attachment of a program to a hook (struct bpf_link in Linux). It holds the program; when its last reference goes the program is detached.</summary>
internal abstract class KernelLink : KernelObject
{
    private KernelProgram program;

    /// <summary>Makes a link that is not attached yet; the caller's reference to the program becomes the link's.</summary>
    /// <param name="table">The kernel's objects.</param>
    /// <param name="program">The program.</param>
    protected KernelLink(ObjectTable table, KernelProgram program)
        : base(table) => this.program = program;

    /// <inheritdoc/>
    public override BpfObjectKind Kind => BpfObjectKind.Link;

    /// <inheritdoc/>
    public override bool CanBePinned => true;

    /// <summary>Its type.</summary>
    public abstract LinkType Type { get; }

    /// <summary>What it is attached to, for those who ask.</summary>
    public abstract LinkHook Hook { get; }

    /// <summary>The program, also of a link that was detached.</summary>
    public KernelProgram Program => Volatile.Read(ref program);

    /// <summary>Puts another program in place (update_prog in Linux); on success the caller's reference to it becomes the link's. EINVAL where the hook has no such thing.</summary>
    /// <param name="next">The new program.</param>
    /// <param name="expected">What must be in place now, else EPERM; null for anything.</param>
    public virtual Errno Update(KernelProgram next, KernelProgram? expected) => Errno.EINVAL;

    /// <summary>Ends the attachment (detach in Linux): EOPNOTSUPP where the hook has no such thing.</summary>
    public virtual Errno Detach() => Errno.EOPNOTSUPP;

    /// <summary>Ends the attachment, if there still is one.</summary>
    protected abstract void Unhook();

    /// <summary>Replaces the program and drops the old one: runs that have begun with it end with it.</summary>
    /// <remarks>The exchange is a release too: whoever reads the program finds it complete. Its reader holds a CPU, so it is not freed under it.</remarks>
    protected void Exchange(KernelProgram next) => Interlocked.Exchange(ref program, next).Put();

    /// <inheritdoc/>
    protected override void OnLastReference() => Unhook();

    /// <inheritdoc/>
    protected override void Release() => Program.Put();
}

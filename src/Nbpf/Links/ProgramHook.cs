using System.Collections.Immutable;
using Nbpf.Syscall;
using Nbpf.Uapi;

namespace Nbpf.Links;

/// <summary>
/// A hook that takes programs without links (BPF_PROG_ATTACH) and tells what is attached (BPF_PROG_QUERY): of a cgroup, an
/// interface, a network namespace or a map of sockets. What is attached so stays until it is detached, replaced, or the hook goes.
/// </summary>
public sealed class ProgramHook
{
    private readonly IBpf _kernel;
    private readonly string _name;
    private readonly int _target;

    /// <summary>Names a hook; nothing is asked of the kernel.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="target">File descriptor of a cgroup, network namespace or map; number of an interface.</param>
    /// <param name="attachType">Which of its hooks.</param>
    public ProgramHook(IBpf kernel, int target, AttachType attachType)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        _kernel = kernel;
        _target = target;
        AttachType = attachType;
        _name = $"{attachType} of {target}";
    }

    /// <summary>Which hook of the target.</summary>
    public AttachType AttachType { get; }

    /// <summary>A hook of an interface's traffic control (TCX).</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="interfaceIndex">Number of the interface in the calling thread's network namespace.</param>
    /// <param name="direction">Which packets.</param>
    public static ProgramHook Tcx(IBpf kernel, int interfaceIndex, TrafficDirection direction) =>
        new(kernel, interfaceIndex, direction == TrafficDirection.Ingress ? AttachType.TcxIngress : AttachType.TcxEgress);

    /// <summary>Attaches a program.</summary>
    /// <param name="program">The program.</param>
    /// <param name="place">Where among the others, at hooks with an order.</param>
    /// <param name="mode">How it shares a cgroup with others.</param>
    /// <param name="expectedRevision">The revision that the hook must have, else ESTALE; 0 for any.</param>
    /// <exception cref="BpfException">EPERM when another program holds the hook and does not share it; or the kernel refused.</exception>
    public void Attach(BpfProgram program, LinkPlace place = default, CgroupMode mode = CgroupMode.Exclusive, ulong expectedRevision = 0) =>
        Attach(program, null, place, (uint)mode, expectedRevision);

    /// <summary>Puts a program in place of another one, atomically.</summary>
    /// <param name="program">The new program.</param>
    /// <param name="replaced">The program that it takes the place of.</param>
    /// <param name="mode">How it shares a cgroup with others: must be as it was.</param>
    /// <param name="expectedRevision">The revision that the hook must have, else ESTALE; 0 for any.</param>
    /// <exception cref="BpfException">ENOENT when the replaced program is not there; or the kernel refused.</exception>
    public void Replace(BpfProgram program, BpfProgram replaced, CgroupMode mode = CgroupMode.Exclusive, ulong expectedRevision = 0)
    {
        ArgumentNullException.ThrowIfNull(replaced);
        Attach(program, replaced, default, (uint)mode | Constants.BPF_F_REPLACE, expectedRevision);
    }

    /// <summary>Detaches a program.</summary>
    /// <param name="program">The program; null for the only one of a hook that takes one.</param>
    /// <param name="expectedRevision">The revision that the hook must have, else ESTALE; 0 for any.</param>
    /// <exception cref="BpfException">ENOENT when it is not there; or the kernel refused.</exception>
    public void Detach(BpfProgram? program, ulong expectedRevision = 0)
    {
        SysResult result = _kernel.ProgDetach(new() { Target = _target, ProgramFd = program?.Fd ?? 0, AttachType = AttachType, ExpectedRevision = expectedRevision });
        if (result.IsError) throw new BpfException(result.Errno, "detach from", _name, program?.Name);
    }

    /// <summary>What is attached now.</summary>
    /// <param name="isEffective">For a cgroup: with what it inherits from its ancestors. Links are not told then.</param>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public HookState Query(bool isEffective = false)
    {
        bool hasLinks = !isEffective && AttachType is AttachType.TcxIngress or AttachType.TcxEgress or AttachType.NetkitPrimary or AttachType.NetkitPeer;
        for (int room = 16; ; room *= 2)
        {
            ProgQueryArguments query = new()
            {
                Target = _target,
                AttachType = AttachType,
                QueryFlags = isEffective ? Constants.BPF_F_QUERY_EFFECTIVE : 0,
                ProgramIds = new uint[room],
                LinkIds = hasLinks ? new uint[room] : default,
            };
            SysResult result = _kernel.ProgQuery(query);
            if (result.Errno == Errno.ENOSPC) continue;
            if (result.IsError) throw new BpfException(result.Errno, "query", _name);
            ImmutableArray<AttachedProgram>.Builder programs = ImmutableArray.CreateBuilder<AttachedProgram>((int)query.Count);
            for (int i = 0; i < query.Count; i++) programs.Add(new(query.ProgramIds.Span[i], hasLinks ? query.LinkIds.Span[i] : 0));
            return new(query.Revision, query.AttachFlags, programs.MoveToImmutable());
        }
    }

    private void Attach(BpfProgram program, BpfProgram? replaced, LinkPlace place, uint flags, ulong expectedRevision)
    {
        ArgumentNullException.ThrowIfNull(program);
        SysResult result = _kernel.ProgAttach(new()
        {
            Target = _target,
            ProgramFd = program.Fd,
            AttachType = AttachType,
            Flags = flags | place.Flags,
            ReplacedProgramFd = replaced?.Fd ?? 0,
            Relative = place.Relative,
            ExpectedRevision = expectedRevision,
        });
        if (result.IsError) throw new BpfException(result.Errno, "attach program", program.Name, _name);
    }
}

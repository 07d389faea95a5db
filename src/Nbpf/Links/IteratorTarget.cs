using System.Buffers.Binary;
using Nbpf.Syscall;

namespace Nbpf.Links;

/// <summary>What an iterator program visits when its link is read (<see cref="BpfLink.OpenIterator"/>). Without a choice: all there is.</summary>
public sealed record IteratorTarget : AttachTarget
{
    /// <summary>The map whose elements are visited, for iterators over elements (iter/bpf_map_elem, iter/bpf_sk_storage_map).</summary>
    public BpfMap? Map { get; init; }

    /// <summary>File descriptor of the cgroup to start from, for iter/cgroup.</summary>
    public int? CgroupFd { get; init; }

    /// <summary>Order of an iteration over cgroups (enum bpf_cgroup_iter_order): 1 itself, 2 descendants before, 3 descendants after, 4 ancestors.</summary>
    public uint CgroupOrder { get; init; }

    /// <summary>The only thread to visit, for iter/task and its kind.</summary>
    public uint ThreadId { get; init; }

    /// <summary>The only process to visit, for iter/task and its kind.</summary>
    public uint ProcessId { get; init; }

    internal override SysResult CreateLink(BpfProgram program) => program.Kernel.LinkCreate(new()
    {
        ProgramFd = program.Fd,
        AttachType = AttachType.TraceIter,
        Options = Info() is { Length: > 0 } info ? new IteratorLinkOptions(info) : null,
    });

    /// <summary>union bpf_iter_link_info</summary>
    private byte[] Info()
    {
        byte[] info = new byte[16];
        if (Map is not null)
        {
            BinaryPrimitives.WriteInt32LittleEndian(info, Map.Fd);
        }
        else if (CgroupFd is { } cgroup)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(info, CgroupOrder);
            BinaryPrimitives.WriteInt32LittleEndian(info.AsSpan(4), cgroup);
        }
        else if ((ThreadId | ProcessId) != 0)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(info, ThreadId);
            BinaryPrimitives.WriteUInt32LittleEndian(info.AsSpan(4), ProcessId);
        }
        else
        {
            return [];
        }

        return info;
    }
}

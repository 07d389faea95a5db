using Nbpf.Runtime.Links;
using Nbpf.Runtime.Objects;
using Nbpf.Runtime.Programs;
using Nbpf.Syscall;
using Nbpf.Uapi;

namespace Nbpf.Runtime.Commands;

/// <summary>Commands that attach programs without links, and ask what is attached (bpf_prog_attach and others, kernel/bpf/syscall.c, kernel/bpf/tcx.c, Linux 6.18).</summary>
/// <param name="objects">The kernel's objects.</param>
/// <param name="network">The kernel's interfaces.</param>
internal sealed class AttachCommands(ObjectTable objects, NetworkHooks network)
{
    private const uint OrderFlags = Constants.BPF_F_REPLACE | Constants.BPF_F_BEFORE | Constants.BPF_F_AFTER | Constants.BPF_F_ID | Constants.BPF_F_LINK;

    /// <summary>BPF_PROG_ATTACH</summary>
    public SysResult Attach(ProgAttachAttributes attributes)
    {
        if (!IsChain(attributes.AttachType) || (attributes.Flags & ~OrderFlags) != 0)
            return Errno.EINVAL;
        Errno error = Acquire(attributes.ProgramFd, out KernelProgram? program);
        if (error != Errno.None)
            return error;
        KernelProgram? replaced = null;
        lock (network.Gate)
        {
            BpfInterface? device = network.Find((uint)attributes.Target);
            error = device is null ? Errno.ENODEV : Errno.None;
            if (error == Errno.None && (attributes.Flags & Constants.BPF_F_REPLACE) != 0)
                error = Acquire(attributes.ReplacedProgramFd, out replaced);
            if (error == Errno.None)
                error = device!.Chain(attributes.AttachType).Attach(new(program!, null), replaced, attributes.Flags, attributes.Relative, attributes.ExpectedRevision);
        }
        replaced?.Put();
        if (error != Errno.None)
            program!.Put();
        return error;
    }

    /// <summary>BPF_PROG_DETACH</summary>
    public SysResult Detach(ProgAttachAttributes attributes)
    {
        if (!IsChain(attributes.AttachType) || (attributes.Flags & ~OrderFlags) != 0)
            return Errno.EINVAL;
        KernelProgram? program = null;
        Errno error = attributes.ProgramFd == 0 ? Errno.None : Acquire(attributes.ProgramFd, out program);
        if (error != Errno.None)
            return error;
        lock (network.Gate)
        {
            error = network.Find((uint)attributes.Target) is { } device
                ? device.Chain(attributes.AttachType).Detach(program, attributes.Flags, attributes.Relative, attributes.ExpectedRevision)
                : Errno.ENODEV;
        }
        program?.Put();
        return error;
    }

    /// <summary>BPF_PROG_QUERY</summary>
    public SysResult Query(ProgQueryArguments arguments)
    {
        int wanted = arguments.ProgramIds.Length;
        if (IsOtherRoom(arguments.ProgramFlags, wanted) || IsOtherRoom(arguments.LinkIds, wanted) || IsOtherRoom(arguments.LinkFlags, wanted))
            return Errno.EFAULT;
        if ((arguments.QueryFlags & ~Constants.BPF_F_QUERY_EFFECTIVE) != 0 || !IsChain(arguments.AttachType))
            return Errno.EINVAL;
        lock (network.Gate)
        {
            if (network.Find((uint)arguments.Target) is not { } device)
                return Errno.ENODEV;
            if (arguments.QueryFlags != 0)
                return Errno.EINVAL;
            ProgramChain chain = device.Chain(arguments.AttachType);
            arguments.AttachFlags = 0;
            arguments.Revision = chain.Revision;
            arguments.Count = (uint)chain.Entries.Length;
            int room = Math.Min(arguments.ProgramIds.Length, chain.Entries.Length);
            for (int i = 0; i < room; i++)
                Write(arguments, chain.Entries[i], i);
            return room != 0 && room < chain.Entries.Length ? Errno.ENOSPC : SysResult.Ok;
        }
    }

    private static void Write(ProgQueryArguments arguments, ProgramChain.Entry entry, int index)
    {
        arguments.ProgramIds.Span[index] = entry.Program.Id;
        Set(arguments.ProgramFlags, index, 0);
        Set(arguments.LinkIds, index, entry.Link?.Id ?? 0);
        Set(arguments.LinkFlags, index, 0);
    }

    private static void Set(Memory<uint> values, int index, uint value)
    {
        if (!values.IsEmpty)
            values.Span[index] = value;
    }

    // The buffers have one count in Linux; here each has a length, and those must agree.
    private static bool IsOtherRoom(Memory<uint> values, int length) => !values.IsEmpty && values.Length != length;

    private static bool IsChain(AttachType type) => type is AttachType.TcxIngress or AttachType.TcxEgress;

    private Errno Acquire(int fd, out KernelProgram? program)
    {
        Errno error = objects.Acquire(fd, out program);
        if (error != Errno.None || program!.Type.Type == ProgramType.SchedCls)
            return error;
        program.Put();
        program = null;
        return Errno.EINVAL;
    }
}

using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.Versioning;
using Nbpf.Links;
using Nbpf.Linux.Netlink;

namespace Nbpf.Linux;

/// <summary>
/// An interface's traffic control with filters of programs (cls_bpf below a clsact qdisc, direct action), as kernels before TCX have
/// it. What is attached stays until it is detached or the qdisc goes. Each call acts in the calling thread's network namespace.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed class TrafficControl
{
    private const ushort NewQdisc = 36;
    private const ushort DeleteQdisc = 37;
    private const ushort NewFilter = 44;
    private const ushort DeleteFilter = 45;
    private const ushort GetFilter = 46;
    private const ushort ReplaceFlag = 0x100;
    private const ushort ExclusiveFlag = 0x200;
    private const ushort CreateFlag = 0x400;
    private const ushort EchoFlag = 8;
    private const ushort DumpFlag = 0x300;

    private const uint ClsactParent = 0xffff_fff1;
    private const uint ClsactHandle = 0xffff_0000;
    private const uint IngressParent = 0xffff_fff2;
    private const uint EgressParent = 0xffff_fff3;
    private const int MessageSize = 20;
    private const uint AllProtocols = 0x0300;

    private const ushort KindAttribute = 1;
    private const ushort OptionsAttribute = 2;
    private const ushort FdAttribute = 6;
    private const ushort NameAttribute = 7;
    private const ushort FlagsAttribute = 8;
    private const ushort IdAttribute = 11;
    private const int DirectAction = 1;

    private readonly TrafficDirection direction;
    private readonly string name;

    /// <summary>Names one direction of an interface; nothing is asked of the kernel.</summary>
    /// <param name="interfaceIndex">The interface's number.</param>
    /// <param name="direction">Which packets.</param>
    public TrafficControl(int interfaceIndex, TrafficDirection direction)
    {
        InterfaceIndex = interfaceIndex;
        this.direction = direction;
        name = string.Create(CultureInfo.InvariantCulture, $"interface {interfaceIndex}");
    }

    /// <summary>The interface's number.</summary>
    public int InterfaceIndex { get; }

    private uint Parent => direction == TrafficDirection.Ingress ? IngressParent : EgressParent;

    /// <summary>Makes the clsact qdisc, which both directions share.</summary>
    /// <returns>False when the interface has one already.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool Create()
    {
        NetlinkAnswer answer = Ask(new NetlinkRequest(NewQdisc, CreateFlag | ExclusiveFlag, Body(ClsactHandle, ClsactParent, 0)).Add(KindAttribute, "clsact"));
        if (answer.Result.Errno == Syscall.Errno.EEXIST) return false;
        _ = answer.OrThrow("create clsact of", name);
        return true;
    }

    /// <summary>Removes the clsact qdisc with all filters of both directions.</summary>
    /// <exception cref="BpfException">ENOENT or EINVAL when there is none; or the kernel refused otherwise.</exception>
    public void Destroy() =>
        _ = Ask(new NetlinkRequest(DeleteQdisc, 0, Body(ClsactHandle, ClsactParent, 0)).Add(KindAttribute, "clsact")).OrThrow("remove clsact of", name);

    /// <summary>Attaches a program.</summary>
    /// <param name="program">The program, in the Linux kernel; what it returns is the action.</param>
    /// <param name="priority">Order among the filters; 0 for one that the kernel chooses, before all others.</param>
    /// <param name="handle">Number among those of the priority; 0 for one that the kernel chooses.</param>
    /// <returns>What was attached, with the numbers the kernel chose.</returns>
    /// <exception cref="BpfException">EEXIST when the filter exists; EINVAL without a clsact qdisc; or the kernel refused otherwise.</exception>
    public TrafficControlFilter Attach(BpfProgram program, ushort priority = 0, uint handle = 0) => Attach(program, priority, handle, ExclusiveFlag);

    /// <summary>Puts a program in place of a filter's, or attaches it when there is no such filter.</summary>
    /// <param name="program">The program, in the Linux kernel.</param>
    /// <param name="priority">The filter's priority.</param>
    /// <param name="handle">The filter's number.</param>
    /// <returns>What is attached now.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public TrafficControlFilter Replace(BpfProgram program, ushort priority, uint handle) => Attach(program, priority, handle, ReplaceFlag);

    /// <summary>Detaches a filter.</summary>
    /// <param name="priority">Its priority.</param>
    /// <param name="handle">Its number.</param>
    /// <exception cref="BpfException">ENOENT when there is no such filter; or the kernel refused otherwise.</exception>
    public void Detach(ushort priority, uint handle)
    {
        // Without numbers the kernel would remove every filter there is, whoever made it.
        ArgumentOutOfRangeException.ThrowIfZero(priority);
        ArgumentOutOfRangeException.ThrowIfZero(handle);
        _ = Ask(new NetlinkRequest(DeleteFilter, 0, Body(handle, Parent, Info(priority))).Add(KindAttribute, "bpf")).OrThrow("detach filter of", name);
    }

    /// <summary>The programs among the filters, in the order they run in.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public IReadOnlyList<TrafficControlFilter> Query() =>
        [.. Filters(Ask(new NetlinkRequest(GetFilter, DumpFlag, Body(0, Parent, 0))).OrThrow("query filters of", name)).Where(static filter => filter.Handle != 0)];

    private TrafficControlFilter Attach(BpfProgram program, ushort priority, uint handle, ushort flag)
    {
        int fd = LinuxPrograms.FdOf(program);
        NetlinkRequest request = new(NewFilter, (ushort)(CreateFlag | flag | EchoFlag), Body(handle, Parent, Info(priority)));
        request.Add(KindAttribute, "bpf").AddNested(OptionsAttribute, options =>
            options.Add(FdAttribute, fd).Add(NameAttribute, program.Name).Add(FlagsAttribute, DirectAction));
        NetlinkAnswer answer = Ask(request).OrThrow("attach filter to", name);
        return Filters(answer).FirstOrDefault() ?? new(handle, priority, 0, program.Name);
    }

    private static IEnumerable<TrafficControlFilter> Filters(NetlinkAnswer answer)
    {
        foreach ((ushort type, ReadOnlyMemory<byte> body) in answer.Messages)
        {
            if (type != NewFilter || body.Length < MessageSize) continue;
            NetlinkAttributes attributes = new(body[MessageSize..]);
            if (attributes.Text(KindAttribute) != "bpf") continue;
            NetlinkAttributes options = attributes.Nested(OptionsAttribute);
            yield return new(
                BinaryPrimitives.ReadUInt32LittleEndian(body.Span[8..]),
                (ushort)(BinaryPrimitives.ReadUInt32LittleEndian(body.Span[16..]) >> 16),
                options.Number(IdAttribute) ?? 0,
                options.Text(NameAttribute) ?? "");
        }
    }

    private static NetlinkAnswer Ask(NetlinkRequest request)
    {
        using NetlinkSocket socket = NetlinkSocket.Open();
        return socket.Ask(request);
    }

    /// <summary>Priority in the upper half, protocol in network order in the lower one.</summary>
    private static uint Info(ushort priority) => ((uint)priority << 16) | AllProtocols;

    /// <summary>struct tcmsg</summary>
    private byte[] Body(uint handle, uint parent, uint info)
    {
        byte[] body = new byte[MessageSize];
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(4), InterfaceIndex);
        BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(8), handle);
        BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(12), parent);
        BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(16), info);
        return body;
    }
}

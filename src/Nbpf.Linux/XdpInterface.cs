using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.Versioning;
using Nbpf.Links;
using Nbpf.Linux.Netlink;

namespace Nbpf.Linux;

/// <summary>
/// XDP of an interface by netlink, without a link: what is attached stays until it is detached or the interface goes. Each call
/// acts in the calling thread's network namespace.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed class XdpInterface
{
    private const ushort SetLink = 19;
    private const ushort GetLink = 18;
    private const int InterfaceMessageSize = 16;
    private const ushort XdpAttribute = 43;
    private const ushort FdAttribute = 1;
    private const ushort AttachedAttribute = 2;
    private const ushort FlagsAttribute = 3;
    private const ushort ProgramIdAttribute = 4;
    private const ushort DriverIdAttribute = 5;
    private const ushort GenericIdAttribute = 6;
    private const ushort HardwareIdAttribute = 7;
    private const ushort ExpectedFdAttribute = 8;
    private const uint OnlyIfFree = 1;
    private const uint Replacing = 16;

    private readonly string name;

    /// <summary>Names an interface; nothing is asked of the kernel.</summary>
    /// <param name="interfaceIndex">Its number.</param>
    public XdpInterface(int interfaceIndex)
    {
        InterfaceIndex = interfaceIndex;
        name = string.Create(CultureInfo.InvariantCulture, $"interface {interfaceIndex}");
    }

    /// <summary>The interface's number.</summary>
    public int InterfaceIndex { get; }

    /// <summary>Attaches a program where none is.</summary>
    /// <param name="program">The program, in the Linux kernel.</param>
    /// <param name="mode">Where it runs.</param>
    /// <exception cref="BpfException">EBUSY when there is a program already; EOPNOTSUPP when the driver has no XDP; or the kernel refused otherwise.</exception>
    public void Attach(BpfProgram program, XdpMode mode = XdpMode.Default) => Set(LinuxPrograms.FdOf(program), (uint)mode | OnlyIfFree, null, "attach XDP to");

    /// <summary>Attaches a program, whatever is there.</summary>
    /// <param name="program">The program, in the Linux kernel.</param>
    /// <param name="mode">Where it runs.</param>
    /// <exception cref="BpfException">EBUSY when a link is there, or a program in another mode; or the kernel refused otherwise.</exception>
    public void AttachOver(BpfProgram program, XdpMode mode = XdpMode.Default) => Set(LinuxPrograms.FdOf(program), (uint)mode, null, "attach XDP to");

    /// <summary>Puts a program in place of another one, atomically.</summary>
    /// <param name="program">The new program, in the Linux kernel.</param>
    /// <param name="expected">The program that must be there now.</param>
    /// <param name="mode">Where it runs.</param>
    /// <exception cref="BpfException">EEXIST when another program is there; or the kernel refused otherwise.</exception>
    public void Replace(BpfProgram program, BpfProgram expected, XdpMode mode = XdpMode.Default) =>
        Set(LinuxPrograms.FdOf(program), (uint)mode | Replacing, LinuxPrograms.FdOf(expected), "replace XDP of");

    /// <summary>Detaches the program of a mode; without one nothing happens.</summary>
    /// <param name="mode">Where it runs.</param>
    /// <param name="expected">The program that must be there now; null for any.</param>
    /// <exception cref="BpfException">EEXIST when another program is there; or the kernel refused otherwise.</exception>
    public void Detach(XdpMode mode = XdpMode.Default, BpfProgram? expected = null) =>
        Set(-1, (uint)mode | (expected is null ? 0 : Replacing), expected is null ? null : LinuxPrograms.FdOf(expected), "detach XDP from");

    /// <summary>What is attached now, by a link or without.</summary>
    /// <exception cref="BpfException">ENODEV when there is no such interface; or the kernel refused otherwise.</exception>
    public XdpState Query()
    {
        using NetlinkSocket socket = NetlinkSocket.Open();
        NetlinkAnswer answer = socket.Ask(new(GetLink, 0, Body())).OrThrow("query XDP of", name);
        NetlinkAttributes xdp = answer.Messages.Count == 0 ? new(default) : new NetlinkAttributes(answer.Messages[0].Body[InterfaceMessageSize..]).Nested(XdpAttribute);
        XdpAttachment attached = (XdpAttachment)(xdp.Number(AttachedAttribute) ?? 0);
        uint only = xdp.Number(ProgramIdAttribute) ?? 0;
        return new(
            attached,
            xdp.Number(GenericIdAttribute) ?? (attached == XdpAttachment.Generic ? only : 0),
            xdp.Number(DriverIdAttribute) ?? (attached == XdpAttachment.Driver ? only : 0),
            xdp.Number(HardwareIdAttribute) ?? (attached == XdpAttachment.Hardware ? only : 0));
    }

    private void Set(int fd, uint flags, int? expectedFd, string operation)
    {
        using NetlinkSocket socket = NetlinkSocket.Open();
        NetlinkRequest request = new(SetLink, 0, Body());
        request.AddNested(XdpAttribute, xdp =>
        {
            xdp.Add(FdAttribute, fd);
            if (flags != 0) xdp.Add(FlagsAttribute, (int)flags);
            if (expectedFd is { } expected) xdp.Add(ExpectedFdAttribute, expected);
        });
        _ = socket.Ask(request).OrThrow(operation, name);
    }

    /// <summary>struct ifinfomsg with the interface's number.</summary>
    private byte[] Body()
    {
        byte[] body = new byte[InterfaceMessageSize];
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(4), InterfaceIndex);
        return body;
    }
}

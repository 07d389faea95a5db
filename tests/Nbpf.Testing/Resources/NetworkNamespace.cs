using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Nbpf.Testing.Resources;

/// <summary>
/// A pair of network namespaces of a test's own, joined by a veth pair: the programs under test attach in the first one, the second
/// one sends. Disposing removes both, and with them the interfaces.
/// </summary>
public sealed partial class NetworkNamespace : IDisposable
{
    /// <summary>The interface's name in both namespaces.</summary>
    public const string InterfaceName = "veth0";

    /// <summary>Address of the first namespace's interface.</summary>
    public const string Address = "10.77.0.1";

    /// <summary>Address of the second namespace's interface.</summary>
    public const string PeerAddress = "10.77.0.2";

    private const string HardwareAddress = "02:00:00:77:00:01";
    private const string PeerHardwareAddress = "02:00:00:77:00:02";
    private const int ArrivalMilliseconds = 5000;
    private const int SilenceMilliseconds = 200;
    private const int NewNetwork = 0x40000000;

    private readonly string name;
    private readonly string peerName;

    private NetworkNamespace(string name)
    {
        this.name = name;
        peerName = name + "p";
    }

    /// <summary>Path of the namespace's file, which netns links attach to.</summary>
    public string Path => $"/run/netns/{name}";

    /// <summary>Inode of that file, by which the kernel names the namespace.</summary>
    public uint Inode => Run(() => uint.Parse(File.ResolveLinkTarget("/proc/thread-self/ns/net", returnFinalTarget: false)!.Name.Split('[', ']')[1], CultureInfo.InvariantCulture));

    /// <summary>Number of the interface in the first namespace.</summary>
    public int InterfaceIndex { get; private set; }

    /// <summary>Number of the interface in the second namespace.</summary>
    public int PeerInterfaceIndex { get; private set; }

    /// <summary>Whether namespaces can be made here.</summary>
    /// <param name="reason">Why not; empty when they can.</param>
    public static bool IsAvailable(out string reason)
    {
        reason = ToolRun.Find("ip") is null ? "ip (iproute2) is not installed" : LinuxOracle.IsAvailable(out string missing) ? "" : missing;
        return reason.Length == 0;
    }

    /// <summary>Makes both namespaces and brings the interfaces up.</summary>
    public static NetworkNamespace Create()
    {
        NetworkNamespace made = new(string.Create(CultureInfo.InvariantCulture, $"nbpf-{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..8]}"));
        try
        {
            Ip("netns", "add", made.name);
            Ip("netns", "add", made.peerName);
            Ip("-n", made.name, "link", "add", InterfaceName, "address", HardwareAddress, "type", "veth", "peer", "name", InterfaceName, "address", PeerHardwareAddress, "netns", made.peerName);
            Ip("-n", made.name, "addr", "add", $"{Address}/24", "dev", InterfaceName);
            Ip("-n", made.peerName, "addr", "add", $"{PeerAddress}/24", "dev", InterfaceName);
            Ip("-n", made.name, "link", "set", InterfaceName, "up");
            Ip("-n", made.peerName, "link", "set", InterfaceName, "up");

            // Without them a dropped packet would be followed by a second of waiting for the address to be resolved again.
            Ip("-n", made.name, "neigh", "add", PeerAddress, "lladdr", PeerHardwareAddress, "dev", InterfaceName, "nud", "permanent");
            Ip("-n", made.peerName, "neigh", "add", Address, "lladdr", HardwareAddress, "dev", InterfaceName, "nud", "permanent");
            made.InterfaceIndex = made.Run(() => (int)InterfaceIndexOf(InterfaceName));
            made.PeerInterfaceIndex = made.RunAtPeer(() => (int)InterfaceIndexOf(InterfaceName));
            return made;
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    /// <summary>Runs something in the first namespace, on a thread of its own, which ends with it.</summary>
    /// <param name="action">What to run; its exceptions come back.</param>
    public void Run(Action action) => RunIn(name, action);

    /// <summary>Runs something in the first namespace.</summary>
    /// <typeparam name="T">What it gives.</typeparam>
    /// <param name="function">What to run.</param>
    public T Run<T>(Func<T> function) => RunIn(name, function);

    /// <summary>Sends a UDP packet from the second namespace to the first one.</summary>
    /// <param name="port">The port it is for.</param>
    public void SendFromPeer(int port) => RunIn(peerName, () =>
    {
        using Socket sender = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        sender.SendTo("packet"u8, new IPEndPoint(IPAddress.Parse(Address), port));
    });

    /// <summary>Runs something in the second namespace.</summary>
    /// <typeparam name="T">What it gives.</typeparam>
    /// <param name="function">What to run.</param>
    public T RunAtPeer<T>(Func<T> function) => RunIn(peerName, function);

    /// <summary>Whether a UDP packet from the second namespace reaches the first one.</summary>
    public bool Delivers() => Receives(ArrivalMilliseconds);

    /// <summary>Whether a UDP packet from the second namespace does not reach the first one.</summary>
    public bool Stops() => !Receives(SilenceMilliseconds);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (string made in new[] { name, peerName })
        {
            if (File.Exists($"/run/netns/{made}")) Ip("netns", "del", made);
        }
    }

    private static T RunIn<T>(string name, Func<T> function)
    {
        T? result = default;
        RunIn(name, () => { result = function(); });
        return result!;
    }

    private bool Receives(int timeoutMilliseconds)
    {
        using Socket receiver = Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        receiver.Bind(new IPEndPoint(IPAddress.Parse(Address), 0));
        SendFromPeer(((IPEndPoint)receiver.LocalEndPoint!).Port);
        return receiver.Poll(timeoutMilliseconds * 1000, SelectMode.SelectRead);
    }

    private static void RunIn(string name, Action action)
    {
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                using SafeFileHandle target = File.OpenHandle($"/run/netns/{name}");
                if (SetNamespace(target, NewNetwork) != 0) throw new InvalidOperationException($"setns: error {Marshal.GetLastPInvokeError()}");
                action();
            }
            catch (Exception error)
            {
                failure = ExceptionDispatchInfo.Capture(error);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    private static void Ip(params string[] arguments) => ToolRun.Output(ToolRun.Find("ip")!, arguments);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(SafeFileHandle handle, int type);

    [LibraryImport("libc", EntryPoint = "if_nametoindex", StringMarshalling = StringMarshalling.Utf8)]
    private static partial uint InterfaceIndexOf(string name);
}

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
            Ip("-n", made.name, "link", "add", InterfaceName, "type", "veth", "peer", "name", InterfaceName, "netns", made.peerName);
            Ip("-n", made.name, "addr", "add", $"{Address}/24", "dev", InterfaceName);
            Ip("-n", made.peerName, "addr", "add", $"{PeerAddress}/24", "dev", InterfaceName);
            Ip("-n", made.name, "link", "set", InterfaceName, "up");
            Ip("-n", made.peerName, "link", "set", InterfaceName, "up");
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

    /// <summary>Runs something in the second namespace.</summary>
    /// <param name="action">What to run; its exceptions come back.</param>
    public void RunAtPeer(Action action) => RunIn(peerName, action);

    /// <summary>Runs something in the second namespace.</summary>
    /// <typeparam name="T">What it gives.</typeparam>
    /// <param name="function">What to run.</param>
    public T RunAtPeer<T>(Func<T> function) => RunIn(peerName, function);

    /// <summary>Whether a UDP packet from the second namespace reaches the first one.</summary>
    /// <param name="timeoutMilliseconds">How long to wait for it.</param>
    public bool Delivers(int timeoutMilliseconds = 300)
    {
        using Socket receiver = Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        receiver.Bind(new IPEndPoint(IPAddress.Parse(Address), 0));
        IPEndPoint target = (IPEndPoint)receiver.LocalEndPoint!;
        RunAtPeer(() =>
        {
            using Socket sender = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            sender.SendTo("packet"u8, target);
        });
        return receiver.Poll(timeoutMilliseconds * 1000, SelectMode.SelectRead);
    }

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

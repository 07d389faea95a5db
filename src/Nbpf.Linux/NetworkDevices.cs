using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Nbpf.Syscall;

namespace Nbpf.Linux;

/// <summary>Network interfaces of the calling thread's network namespace, by name.</summary>
[SupportedOSPlatform("linux")]
public static partial class NetworkDevices
{
    /// <summary>The number of an interface (if_nametoindex(3)).</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="BpfException">ENODEV: there is no such interface.</exception>
    public static int IndexOf(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        uint index = NameToIndex(name);
        return index != 0 ? (int)index : throw new BpfException((Errno)Marshal.GetLastPInvokeError(), "find interface", name, "not in this network namespace");
    }

    [LibraryImport("libc", EntryPoint = "if_nametoindex", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial uint NameToIndex(string name);
}

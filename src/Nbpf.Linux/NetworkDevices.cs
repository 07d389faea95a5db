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

    /// <summary>The name of an interface (if_indextoname(3)), or null when there is none of that number.</summary>
    /// <param name="interfaceIndex">Its number.</param>
    public static unsafe string? NameOf(int interfaceIndex)
    {
        const int NameRoom = 16;
        byte* name = stackalloc byte[NameRoom];

        // SAFETY: the function writes at most IF_NAMESIZE bytes, the NUL included.
        return IndexToName((uint)interfaceIndex, name) == 0 ? null : Marshal.PtrToStringUTF8((nint)name);
    }

    [LibraryImport("libc", EntryPoint = "if_indextoname")]
    private static unsafe partial nint IndexToName(uint index, byte* name);

    [LibraryImport("libc", EntryPoint = "if_nametoindex", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial uint NameToIndex(string name);
}

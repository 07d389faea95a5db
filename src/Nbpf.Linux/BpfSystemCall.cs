using System.Runtime.InteropServices;
using Nbpf.Syscall;

namespace Nbpf.Linux;

/// <summary>The bpf(2) system call itself.</summary>
internal static unsafe partial class BpfSystemCall
{
    private static readonly long Number = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 321,
        Architecture.Arm64 or Architecture.RiscV64 or Architecture.LoongArch64 => 280,
        Architecture.Ppc64le => 361,
        _ => 0,
    };

    /// <summary>Whether the number of bpf(2) is known for this architecture.</summary>
    public static bool IsArchitectureKnown => Number != 0;

    /// <summary>Runs one command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="attributes">
    /// A union bpf_attr from its start, zero where unused; the kernel takes what is missing at the end for zero, and writes its answers into it.
    /// </param>
    /// <remarks>Addresses in the attributes must stay valid and large enough for what the command reads and writes.</remarks>
    public static SysResult Run(BpfCommand command, Span<byte> attributes)
    {
        // SAFETY: the span is pinned during the call and the kernel touches at most the size given.
        fixed (byte* pointer = attributes)
            return Run(command, pointer, attributes.Length);
    }

    /// <summary>Runs one command on attributes that do not move.</summary>
    /// <param name="command">The command.</param>
    /// <param name="attributes">As above.</param>
    /// <param name="size">Their size in bytes.</param>
    public static SysResult Run(BpfCommand command, byte* attributes, int size)
    {
        long answer = Syscall(Number, (long)command, (long)attributes, size);

        // errno is what the call left: the runtime keeps it over the return to managed code.
        return answer >= 0 ? new((int)answer) : new(-Marshal.GetLastSystemError());
    }

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial long Syscall(long number, long first, long second, long third);
}

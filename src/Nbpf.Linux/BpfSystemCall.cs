using System.Runtime.InteropServices;
using Nbpf.Syscall;
using Nbpf.Uapi;

namespace Nbpf.Linux;

/// <summary>The bpf(2) system call itself.</summary>
internal static unsafe partial class BpfSystemCall
{
    /// <summary>Whether the number of bpf(2) is known for this architecture.</summary>
    public static bool IsArchitectureKnown => Number != 0;

    private static long Number => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 321,
        Architecture.Arm64 or Architecture.RiscV64 or Architecture.LoongArch64 => 280,
        Architecture.Ppc64le => 361,
        _ => 0,
    };

    /// <summary>Runs one command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="attributes">A whole union bpf_attr, zero where unused; the kernel writes its answers into it.</param>
    /// <remarks>Addresses in the attributes must stay valid and large enough for what the command reads and writes.</remarks>
    public static SysResult Run(BpfCommand command, Span<byte> attributes)
    {
        if (attributes.Length != BpfAttr.SizeBytes) throw new ArgumentException($"expected {BpfAttr.SizeBytes} bytes of attributes, found {attributes.Length}", nameof(attributes));

        // SAFETY: the span is pinned during the call and the kernel touches at most the size given.
        fixed (byte* pointer = attributes)
        {
            long answer = Syscall(Number, (long)command, (long)pointer, BpfAttr.SizeBytes);
            return answer >= 0 ? new((int)answer) : new(-Marshal.GetLastPInvokeError());
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long Syscall(long number, long first, long second, long third);
}

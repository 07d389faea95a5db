using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Nbpf.Isa;
using Nbpf.Syscall;

namespace Nbpf.Verification.Tests.Domains;

/// <summary>Loads socket filters into the running kernel for the verifier's log alone; nothing is attached or kept.</summary>
internal static partial class LinuxVerifier
{
    private const int LogSizeBytes = 1 << 22;

    /// <summary>Number of bpf(2) on x86-64.</summary>
    private const int BpfSystemCall = 321;

    /// <summary>Loads a program at log level 2. Answers errno, or -1 where bpf(2) may not be called.</summary>
    public static int Load(ReadOnlySpan<Instruction> program, out string log)
    {
        log = "";
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
            return -1;
        byte[] code = new byte[program.Length * Instruction.SizeBytes];
        for (int i = 0; i < program.Length; i++)
            program[i].Write(code.AsSpan(i * Instruction.SizeBytes));
        byte[] license = "GPL\0"u8.ToArray();
        byte[] text = new byte[LogSizeBytes];
        byte[] attributes = new byte[72];
        GCHandle codePin = GCHandle.Alloc(code, GCHandleType.Pinned);
        GCHandle licensePin = GCHandle.Alloc(license, GCHandleType.Pinned);
        GCHandle textPin = GCHandle.Alloc(text, GCHandleType.Pinned);
        try
        {
            BinaryPrimitives.WriteUInt32LittleEndian(attributes, (uint)ProgramType.SocketFilter);
            BinaryPrimitives.WriteInt32LittleEndian(attributes.AsSpan(4), program.Length);
            BinaryPrimitives.WriteInt64LittleEndian(attributes.AsSpan(8), codePin.AddrOfPinnedObject());
            BinaryPrimitives.WriteInt64LittleEndian(attributes.AsSpan(16), licensePin.AddrOfPinnedObject());
            BinaryPrimitives.WriteUInt32LittleEndian(attributes.AsSpan(24), 2);
            BinaryPrimitives.WriteInt32LittleEndian(attributes.AsSpan(28), LogSizeBytes);
            BinaryPrimitives.WriteInt64LittleEndian(attributes.AsSpan(32), textPin.AddrOfPinnedObject());
            nint fd = Call(BpfSystemCall, (nint)BpfCommand.ProgramLoad, attributes, attributes.Length);
            int errno = fd < 0 ? Marshal.GetLastPInvokeError() : 0;
            if (fd >= 0)
                _ = Close((int)fd);
            int length = Array.IndexOf(text, (byte)0);
            log = Encoding.ASCII.GetString(text, 0, length);
            return errno is (int)Errno.EPERM or (int)Errno.ENOSYS && length == 0 ? -1 : errno;
        }
        finally
        {
            codePin.Free();
            licensePin.Free();
            textPin.Free();
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Call(nint number, nint command, byte[] attributes, nint size);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int fd);
}

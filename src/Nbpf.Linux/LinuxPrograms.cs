namespace Nbpf.Linux;

/// <summary>Programs whose file descriptors mean something to other system calls than bpf(2).</summary>
internal static class LinuxPrograms
{
    /// <summary>The file descriptor.</summary>
    /// <param name="program">The program.</param>
    /// <exception cref="ArgumentException">The program is loaded in another kernel.</exception>
    public static int FdOf(BpfProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        return program.Kernel is LinuxKernel ? program.Fd
            : throw new ArgumentException($"program '{program.Name}' is not loaded in the Linux kernel", nameof(program));
    }
}

using Nbpf.Isa;
using Nbpf.Syscall;
using Nbpf.Testing;

namespace Nbpf.Verification.Tests.Domains;

/// <summary>Loads socket filters into the running kernel for the verifier's log alone; nothing is attached or kept.</summary>
internal sealed class LinuxVerifier : IDisposable
{
    private readonly IBpf _kernel = LinuxOracle.Open();

    /// <summary>Whether bpf(2) may be called here.</summary>
    public static bool IsAvailable => LinuxOracle.IsAvailable(out _);

    /// <summary>Loads a program at log level 2.</summary>
    public Errno Load(Instruction[] program, out string log)
    {
        SysResult result = LinuxOracle.Load(
            _kernel,
            new ProgLoadAttributes { Type = ProgramType.SocketFilter, Instructions = program, License = "GPL", LogLevel = 2 },
            out log);
        if (!result.IsError)
            _kernel.Close(result.Value);
        return result.Errno;
    }

    /// <inheritdoc/>
    public void Dispose() => _kernel.Dispose();
}

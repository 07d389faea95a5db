namespace Nbpf;

/// <summary>What a test run of a program gave (BPF_PROG_TEST_RUN).</summary>
/// <param name="ReturnValue">r0 of the last run: the verdict.</param>
/// <param name="Packet">The packet after the last run; empty for a run without one.</param>
/// <param name="Context">The context after the last run; empty for a run without one.</param>
/// <param name="DurationNanoseconds">Mean duration of one run in nanoseconds, as the kernel measured it.</param>
public sealed record ProgramResult(uint ReturnValue, ReadOnlyMemory<byte> Packet, ReadOnlyMemory<byte> Context, uint DurationNanoseconds)
{
    /// <summary>The return value as an XDP program's verdict.</summary>
    public XdpAction XdpAction => (XdpAction)ReturnValue;
}

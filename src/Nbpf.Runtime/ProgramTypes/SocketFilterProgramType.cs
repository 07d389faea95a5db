namespace Nbpf.Runtime.ProgramTypes;

/// <summary>Socket filters: r0 is how many bytes of the packet the socket gets (BPF_PROG_TYPE_SOCKET_FILTER). No direct packet access.</summary>
public sealed class SocketFilterProgramType : SkbProgramType
{
    /// <inheritdoc/>
    public override ProgramType Type => ProgramType.SocketFilter;

    private protected override IReadOnlySet<HelperId> AllowedHelpers => HelperAvailability.SocketFilter;

    private protected override ReadOnlySpan<int> ReadableWords => [SkbContext.Mark, SkbContext.Priority, SkbContext.TrafficControlIndex];

    private protected override ReadOnlySpan<int> WritableWords => [];
}

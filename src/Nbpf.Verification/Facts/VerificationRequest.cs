using System.Collections.Immutable;
using Nbpf.Isa;

namespace Nbpf.Verification;

/// <summary>A program and the facts to judge it by. The same request gives the same answer: no clock, no static state.</summary>
public sealed record VerificationRequest
{
    /// <summary>The program's type.</summary>
    public required ProgramTypeFacts ProgramType { get; init; }

    /// <summary>The instructions as loaded, map file descriptors in the 64-bit immediate loads.</summary>
    public required ReadOnlyMemory<Instruction> Instructions { get; init; }

    /// <summary>The helpers there are.</summary>
    public required IHelperCatalog Helpers { get; init; }

    /// <summary>Finds maps.</summary>
    public required IMapResolver Maps { get; init; }

    /// <summary>expected_attach_type</summary>
    public AttachType ExpectedAttachType { get; init; }

    /// <summary>prog_flags</summary>
    public ProgramFlags Flags { get; init; }

    /// <summary>True when the program's licence is compatible with the GPL.</summary>
    public bool GplCompatible { get; init; }

    /// <summary>The caller's capabilities.</summary>
    public Capabilities Capabilities { get; init; } = Capabilities.All;

    /// <summary>Where subprograms start, ascending; empty without BTF.</summary>
    public ImmutableArray<BtfFuncInfo> Functions { get; init; } = [];

    /// <summary>Source lines, ascending by instruction; empty without BTF.</summary>
    public ImmutableArray<BtfLineInfo> Lines { get; init; } = [];

    /// <summary>The program's BTF, which <see cref="Functions"/> and <see cref="Lines"/> refer to; null without.</summary>
    public Btf? Btf { get; init; }

    /// <summary>Number of possible CPUs (bounds bpf_get_smp_processor_id).</summary>
    public int PossibleCpuCount { get; init; } = 1;

    /// <summary>log_level: 1 path, 2 instructions and states, 4 statistics; 0: no log but the rejection's message.</summary>
    public uint LogLevel { get; init; }
}

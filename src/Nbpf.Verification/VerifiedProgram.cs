using System.Collections.Immutable;
using Nbpf.Isa;
using Nbpf.Verification.Trace;

namespace Nbpf.Verification;

/// <summary>
/// A program that the verifier has proven safe, with what it proved of each instruction. Only the verifier makes one,
/// and only from one can code be compiled.
/// </summary>
public sealed class VerifiedProgram
{
    internal VerifiedProgram(
        VerificationRequest request,
        ImmutableArray<Instruction> instructions,
        ImmutableArray<InstructionFacts> facts,
        ImmutableArray<VerifiedSubprogram> subprograms,
        ImmutableArray<IMapFacts> maps,
        VerificationStatistics statistics)
    {
        Request = request;
        Instructions = instructions;
        Facts = facts;
        Subprograms = subprograms;
        Maps = maps;
        Statistics = statistics;
    }

    /// <summary>What was asked.</summary>
    public VerificationRequest Request { get; }

    /// <summary>The instructions as loaded.</summary>
    public ImmutableArray<Instruction> Instructions { get; }

    /// <summary>What was proven, one entry per slot.</summary>
    public ImmutableArray<InstructionFacts> Facts { get; }

    /// <summary>The subprograms in slot order; the first is the main program.</summary>
    public ImmutableArray<VerifiedSubprogram> Subprograms { get; }

    /// <summary>The maps the program uses, in order of first use in the instruction stream.</summary>
    public ImmutableArray<IMapFacts> Maps { get; }

    /// <summary>True when the program stores to packet bytes through packet pointers: some program types then need a prologue that makes them writable.</summary>
    public bool WritesPacketDirectly { get; internal init; }

    /// <summary>What the exploration did, when that was kept.</summary>
    internal ExplorationTrace? Trace { get; init; }

    /// <summary>What the verification cost.</summary>
    public VerificationStatistics Statistics { get; }
}

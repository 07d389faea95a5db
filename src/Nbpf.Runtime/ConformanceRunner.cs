using Nbpf.Isa;
using Nbpf.Runtime.Commands;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Helpers;
using Nbpf.Runtime.Memory;
using Nbpf.Runtime.Programs;
using Nbpf.Runtime.ProgramTypes;
using Nbpf.Runtime.Runs;
using Nbpf.Syscall;
using Nbpf.Verification;

namespace Nbpf.Runtime;

/// <summary>
/// Runs single programs by the calling convention of the public instruction set conformance suite: memory in r1, its length in r2. They go
/// through the verifier, the rewrite and an engine like every program.
/// </summary>
public static class ConformanceRunner
{
    /// <summary>Verifies and runs a program once.</summary>
    /// <param name="program">The instructions.</param>
    /// <param name="memory">What the memory holds at the start; may be empty.</param>
    /// <param name="engine">What executes it.</param>
    /// <param name="budget">How long it may take; null for the default.</param>
    public static unsafe ConformanceResult Run(ReadOnlyMemory<Instruction> program, ReadOnlySpan<byte> memory, ExecutionEngine engine, TimeSpan? budget = null)
    {
        BpfRuntimeOptions options = new() { CpuCount = 1, Engine = engine };
        using KernelServices kernel = new(options with { RunBudget = budget ?? options.RunBudget });
        using ProgramMaps maps = new(kernel.Objects, default);
        ConformanceProgramType type = new(memory.Length);
        VerificationOutcome outcome = Verifier.Verify(new VerificationRequest
        {
            ProgramType = type,
            Instructions = program,
            Helpers = HelperCatalog.All,
            Maps = maps,
            GplCompatible = true,
            PossibleCpuCount = 1,
        }, kernel.Programs.NewTrace());
        if (outcome is VerificationOutcome.Rejected rejected)
        {
            return new ConformanceResult(0, $"{rejected.Errno}: {rejected.Reason}");
        }

        VerifiedProgram verified = ((VerificationOutcome.Accepted)outcome).Program;
        if (kernel.Rewriter.Rewrite(verified, type, _ => "", out XlatedProgram? xlated) is { } refusal)
        {
            return new ConformanceResult(0, refusal);
        }

        Errno error = KernelProgram.Create(kernel.Programs, type, verified, xlated!, "conformance", btf: null, out KernelProgram? loaded);
        if (error != Errno.None)
        {
            return new ConformanceResult(0, error.ToString());
        }

        try
        {
            using TestRunContext run = new(kernel.Runs, loaded!, kernel.Runs.LimitsOf(null));
            byte* block = run.TryAllocate((uint)Math.Max(memory.Length, 1));
            if (block == null)
            {
                return new ConformanceResult(0, nameof(Errno.ENOMEM));
            }

            // SAFETY: the block has room for the memory, and the verifier was told its size.
            memory.CopyTo(new Span<byte>(block, memory.Length));
            error = run.Execute(block, repeat: 1, LogicalCpus.AnyCpu, out ulong result, out _);
            return error == Errno.None ? new ConformanceResult(result, null) : new ConformanceResult(0, $"{error}: ended {run.Stop}");
        }
        finally
        {
            loaded!.Put();
        }
    }
}

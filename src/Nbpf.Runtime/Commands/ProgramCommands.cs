using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Helpers;
using Nbpf.Runtime.Maps;
using Nbpf.Runtime.Objects;
using Nbpf.Runtime.Programs;
using Nbpf.Runtime.ProgramTypes;
using Nbpf.Runtime.Rewrite;
using Nbpf.Runtime.Runs;
using Nbpf.Syscall;
using Nbpf.Verification;

namespace Nbpf.Runtime.Commands;

/// <summary>Commands on programs, with Linux's checks in Linux's order (kernel/bpf/syscall.c, kernel/bpf/verifier.c, Linux 6.18).</summary>
/// <param name="services">What programs take from the kernel.</param>
/// <param name="runs">What their runs take.</param>
/// <param name="rewriter">Makes xlated programs.</param>
internal sealed class ProgramCommands(ProgramServices services, RunServices runs, Rewriter rewriter)
{
    private readonly ProgramLoadChecks checks = new(services.Objects);

    /// <summary>BPF_PROG_LOAD; parameters as in <see cref="IBpf.ProgLoad"/>.</summary>
    public SysResult Load(ProgLoadAttributes attributes, Span<byte> log, out uint logTrueSize)
    {
        logTrueSize = 0;
        Errno error = checks.Check(attributes);
        if (error != Errno.None)
        {
            return error;
        }

        if (ProgramTypeCatalog.Find(attributes.Type) is not { } type || !MapCommands.IsValidName(attributes.Name) || !LogBuffer.IsValid(attributes.LogLevel, log))
        {
            return Errno.EINVAL;
        }

        error = FindBtf(attributes, out KernelBtf? btf);
        if (error != Errno.None)
        {
            return error;
        }

        KernelProgram? program = null;
        string text;
        try
        {
            using ProgramMaps maps = new(services.Objects, attributes.FdArray);
            error = Build(attributes, type, maps, btf, out program, out text);
            if (program is not null)
            {
                maps.HandOver(program.Maps);
            }
        }
        finally
        {
            if (program is null)
            {
                btf?.Put();
            }
        }

        Errno logError = LogBuffer.Write(text, attributes.LogLevel, log, out logTrueSize);
        if (program is null)
        {
            return logError != Errno.None ? logError : error;
        }

        if (logError != Errno.None)
        {
            program.Put();
            return logError;
        }

        return services.Objects.Admit(program);
    }

    /// <summary>BPF_PROG_TEST_RUN; parameters as in <see cref="IBpf.ProgTestRun"/>.</summary>
    public SysResult TestRun(int programFd, ProgTestRunArguments arguments)
    {
        Errno error = services.Objects.Acquire(programFd, out KernelProgram? program);
        if (error != Errno.None)
        {
            return error;
        }

        try
        {
            using TestRunContext run = new(runs, program!, runs.LimitsOf(arguments.Limits));
            error = program!.Type.TestRun(run, arguments);
            arguments.Stop = run.Stop;
            return error;
        }
        finally
        {
            program!.Put();
        }
    }

    /// <summary>BPF_OBJ_GET_INFO_BY_FD on a program; parameters as in <see cref="IBpf.ProgGetInfo"/>.</summary>
    public SysResult GetInfo(int programFd, out ProgInfo? info)
    {
        info = null;
        using var section = services.Objects.GracePeriods.Enter();
        Errno error = services.Objects.Find(programFd, out KernelProgram? program, out _);
        if (error != Errno.None)
        {
            return ObjectCommands.InfoError(error);
        }

        info = ProgramInfoReport.Make(program!);
        return SysResult.Ok;
    }

    // Linux looks at the BTF only when there is something that refers to it.
    private Errno FindBtf(ProgLoadAttributes attributes, out KernelBtf? btf)
    {
        btf = null;
        if (attributes.FuncInfo.IsEmpty && attributes.LineInfo.IsEmpty)
        {
            return Errno.None;
        }

        return services.Objects.Acquire(attributes.BtfFd, out btf) == Errno.None ? Errno.None : Errno.EINVAL;
    }

    private Errno Build(ProgLoadAttributes attributes, KernelProgramType type, ProgramMaps maps, KernelBtf? btf, out KernelProgram? program, out string text)
    {
        program = null;
        ProgramDebugInfo? debug = ProgramDebugInfo.None;
        if (btf is not null)
        {
            Errno malformed = ProgramDebugInfo.Read(attributes, btf.Types, out debug, out string message);
            if (malformed != Errno.None)
            {
                text = (message.Length > 0 ? message + "\n" : "") + StatisticsOfNothing;
                return malformed;
            }
        }

        VerificationOutcome outcome = Verifier.Verify(new VerificationRequest
        {
            ProgramType = type,
            Instructions = attributes.Instructions,
            Helpers = HelperCatalog.All,
            Maps = maps,
            ExpectedAttachType = attributes.ExpectedAttachType,
            Flags = attributes.Flags,
            GplCompatible = ProgramLoadChecks.IsGplCompatible(attributes.License!),
            Functions = debug!.Functions,
            Lines = debug.Lines,
            Btf = btf?.Types,
            PossibleCpuCount = runs.CpuCount,
            LogLevel = attributes.LogLevel,
        }, services.NewTrace());
        text = outcome.Log;
        return outcome switch
        {
            VerificationOutcome.Accepted accepted => Finish(attributes, type, accepted.Program, btf, out program, ref text),
            VerificationOutcome.Rejected rejected => rejected.Errno,
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private Errno Finish(
        ProgLoadAttributes attributes, KernelProgramType type, VerifiedProgram verified, KernelBtf? btf, out KernelProgram? program, ref string text)
    {
        program = null;
        string? refusal = rewriter.Rewrite(verified, type, id => btf!.Types[id].Name, out XlatedProgram? xlated);
        if (refusal is not null)
        {
            text += refusal + "\n";
            return Errno.EINVAL;
        }

        Errno error = KernelProgram.Create(services, type, verified, xlated!, attributes.Name, btf, out KernelProgram? made);
        if (error != Errno.None)
        {
            return error;
        }

        foreach (KernelMap map in made!.Maps)
        {
            if (map is ProgramArrayMap array && !array.TryAdmit(made.Signature))
            {
                made.Abandon();
                return Errno.EINVAL;
            }
        }

        program = made;
        return Errno.None;
    }

    private const string StatisticsOfNothing = "processed 0 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0\n";
}

using Nbpf.Features;
using Nbpf.Isa;
using Nbpf.Syscall;

namespace Nbpf.Loading;

/// <summary>
/// Loads programs, and says what was wrong when a kernel refuses one. Kernels that refuse an attribute that they do not know
/// are asked what they lack, and get the program without it where it means the same: as libbpf does, but only after a refusal,
/// so that a load that succeeds costs no question.
/// </summary>
/// <param name="kernel">The kernel.</param>
/// <param name="spec">The object that the programs are of.</param>
/// <param name="logged">How logs are asked for.</param>
/// <param name="logLevel">The log level of successful loads.</param>
internal sealed class ProgramLoading(IBpf kernel, ObjectSpec spec, LoggedCommand logged, uint logLevel)
{
    private const string ForPrivilegedOnly = " prohibited for !root";

    /// <summary>Loads a program.</summary>
    /// <param name="program">Where the attributes come from.</param>
    /// <param name="attributes">The attributes for the latest kernel.</param>
    /// <exception cref="BpfVerifierException">The kernel refused it.</exception>
    internal BpfProgram Load(ProgramSpec program, ProgLoadAttributes attributes)
    {
        SysResult result = Try(attributes, out string log);
        if (result.IsError && result.Errno != Errno.EPERM)
        {
            ProgLoadAttributes older = log.Length == 0 ? WithoutNewAttributes(program, attributes) : WithOlderHelpers(attributes);
            if (older != attributes) result = Try(older, out log);
        }
        if (result.IsError) log = VerifierLogText.Explain(log, spec, program);
        return result.IsError
            ? throw new BpfVerifierException(result.Errno, "load program", program.Name, log, Explain(result.Errno, attributes, log))
            : new BpfProgram(kernel, result.Value, program, log);
    }

    private string? Explain(Errno errno, ProgLoadAttributes attributes, string log)
    {
        // What only programs of privileged users may do with pointers needs what programs need that read the kernel's memory.
        if (log.Length > 0) return log.Contains(ForPrivilegedOnly, StringComparison.Ordinal) ? ProcessPrivileges.Read(kernel).Explain(ProgramType.Tracepoint) : null;
        return errno == Errno.EPERM
            ? ProcessPrivileges.Read(kernel).Explain(attributes.Type)
            : FeatureAdvice.ForProgram(kernel, attributes.Type, attributes.ExpectedAttachType);
    }

    private SysResult Try(ProgLoadAttributes attributes, out string log) => logged.Run(
        logLevel,
        (level, buffer) =>
        {
            SysResult answer = kernel.ProgLoad(attributes with { LogLevel = level }, buffer, out uint needed);
            return (answer, needed);
        },
        out log);

    // What is refused without a log did not come as far as the verifier: an attribute is not known.
    private ProgLoadAttributes WithoutNewAttributes(ProgramSpec program, ProgLoadAttributes attributes)
    {
        KernelFeatures features = KernelFeatures.Of(kernel);
        if (attributes.Name.Length > 0 && features.ObjectNames == Availability.Missing) attributes = attributes with { Name = "" };
        if (program.IsAttachTypeOptional && attributes.ExpectedAttachType != 0 && features.ExpectedAttachTypes == Availability.Missing)
            attributes = attributes with { ExpectedAttachType = 0 };
        return attributes;
    }

    private ProgLoadAttributes WithOlderHelpers(ProgLoadAttributes attributes) =>
        OlderReadHelpers.AreIn(attributes.Instructions.Span) && KernelFeatures.Of(kernel).Helper(ProgramType.Tracepoint, HelperId.ProbeReadKernel) == Availability.Missing
            ? attributes with { Instructions = OlderReadHelpers.In(attributes.Instructions.Span) }
            : attributes;

    /// <summary>Before 5.5 one helper read kernel and user memory (bpf_object__sanitize_prog, libbpf 1.6).</summary>
    private static class OlderReadHelpers
    {
        internal static bool AreIn(ReadOnlySpan<Instruction> instructions)
        {
            foreach (Instruction instruction in instructions)
            {
                if (Older(instruction) is not null) return true;
            }
            return false;
        }

        internal static Instruction[] In(ReadOnlySpan<Instruction> instructions)
        {
            Instruction[] older = instructions.ToArray();
            for (int i = 0; i < older.Length; i++) older[i] = Older(older[i]) is { } helper ? older[i] with { Immediate = (int)helper } : older[i];
            return older;
        }

        private static HelperId? Older(Instruction instruction) => instruction is { IsCall: true, Source: PseudoCall.Helper }
            ? (HelperId)instruction.Immediate switch
            {
                HelperId.ProbeReadKernel or HelperId.ProbeReadUser => HelperId.ProbeRead,
                HelperId.ProbeReadKernelStr or HelperId.ProbeReadUserStr => HelperId.ProbeReadStr,
                _ => null,
            }
            : null;
    }
}

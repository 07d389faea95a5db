using System.Text;
using Nbpf.Isa;
using Nbpf.Syscall;

namespace Nbpf.Features;

/// <summary>Loads the smallest programs that answer a question about program types and helpers.</summary>
/// <param name="kernel">The kernel that is asked.</param>
/// <param name="types">The kernel's own types, null where it has none.</param>
internal sealed class ProgramProbe(IBpf kernel, Lazy<Btf?> types)
{
    private const int LogBytes = 8192;

    private static readonly Instruction[] ReturnZero = [Instructions.MovImm(0, 0), Instructions.Exit()];

    /// <summary>
    /// What a verifier says of a helper that it does not know at all; of one that is not for programs of this type, in older words
    /// and in those since 6.12, which libbpf 1.1 does not look for, so that it takes every helper for available; and of one that
    /// the in-process kernel knows but does not have.
    /// </summary>
    private static readonly string[] RefusalsOfHelpers = ["invalid func ", "unknown func ", "program of this type cannot use helper ", " is not supported yet"];

    /// <summary>Whether the kernel has a program type.</summary>
    internal Availability Type(ProgramType type)
    {
        if (type == ProgramType.Ext) return Extension();
        KernelAnswer answer = Load(type, ProgramShape.Of(type)[0], ReturnZero, withLog: false);
        // Before a struct is found, Linux says that it does not support it: ENOTSUPP, which it says of no unknown type.
        return type == ProgramType.StructOps && answer.Errno == Errno.ENOTSUPP ? Availability.Available : answer.Availability;
    }

    /// <summary>Whether programs of a type may call a helper.</summary>
    internal Availability Helper(ProgramType type, HelperId helper)
    {
        if (type is ProgramType.Ext or ProgramType.Unspec) return Availability.Unknown;
        var best = Availability.Unknown;
        Instruction[] program = [Instructions.Call(helper), Instructions.Exit()];
        foreach (ProgramShape shape in ProgramShape.Of(type))
        {
            Availability found = JudgeHelper(Load(type, shape, program, withLog: true));
            if (found == Availability.Available) return found;
            if (best == Availability.Unknown) best = found;
        }
        return best;
    }

    /// <summary>Whether the kernel lets a program of a type name an attach type.</summary>
    internal Availability Attach(ProgramType type, AttachType attachType)
    {
        ProgramShape shape = ProgramShape.Of(type).FirstOrDefault(shape => shape.AttachType == attachType) ?? ProgramShape.Of(type)[0] with { AttachType = attachType };
        // Kernels look at the attach type of some program types only: who takes any number tells nothing.
        bool looks = Load(type, shape with { AttachType = (AttachType)0x7fff }, ReturnZero, withLog: false).Errno != Errno.None;
        Availability found = Load(type, shape, ReturnZero, withLog: false).Availability;
        return found == Availability.Available && !looks ? Availability.Unknown : found;
    }

    /// <summary>Whether a program of instructions is taken as a socket filter.</summary>
    internal Availability Program(ReadOnlyMemory<Instruction> instructions) =>
        Load(ProgramType.SocketFilter, new ProgramShape(), instructions, withLog: false).Availability;

    /// <summary>Whether a program with an expected attach type is taken.</summary>
    internal Availability Program(ProgramType type, AttachType attachType) => Load(type, new ProgramShape(attachType), ReturnZero, withLog: false).Availability;

    private static Availability JudgeHelper(KernelAnswer answer)
    {
        if (answer.Errno == Errno.None) return Availability.Available;
        if (answer.Errno == Errno.EPERM && answer.Log.Length == 0) return Availability.NotPermitted;
        if (RefusalsOfHelpers.Any(refusal => answer.Log.Contains(refusal, StringComparison.Ordinal))) return Availability.Missing;
        // Every other complaint is about how the helper is called. Without a line of the call, the verifier never came that far.
        return answer.Log.Contains("call ", StringComparison.Ordinal) ? Availability.Available : Availability.Unknown;
    }

    // A program to extend is missing on purpose: the refusal tells that the type is known.
    private Availability Extension()
    {
        KernelAnswer answer = Load(new ProgLoadAttributes { Type = ProgramType.Ext, AttachBtfId = 1, Instructions = ReturnZero, License = "GPL" }, withLog: true);
        return answer.Log.Contains("Cannot replace kernel functions", StringComparison.Ordinal) ? Availability.Available : answer.Availability;
    }

    private KernelAnswer Load(ProgramType type, ProgramShape shape, ReadOnlyMemory<Instruction> instructions, bool withLog) => Load(
        new ProgLoadAttributes
        {
            Type = type,
            Instructions = instructions,
            License = "GPL",
            Flags = shape.Flags,
            ExpectedAttachType = shape.AttachType,
            KernelVersion = type == ProgramType.Kprobe && kernel is IKernelFacts facts ? facts.Version : 0,
            AttachBtfId = shape.Target is not null && types.Value?.TryFind(shape.Target, shape.TargetKind, out BtfType target) == true ? target.Id : 0,
        },
        withLog);

    private KernelAnswer Load(ProgLoadAttributes attributes, bool withLog)
    {
        if (!withLog)
        {
            SysResult quick = kernel.ProgLoad(attributes, [], out _);
            if (!quick.IsError) kernel.Close(quick.Value);
            return new KernelAnswer(quick.Errno, "");
        }
        Span<byte> log = stackalloc byte[LogBytes];
        log[0] = 0;
        SysResult result = kernel.ProgLoad(attributes with { LogLevel = 1 }, log, out _);
        if (!result.IsError) kernel.Close(result.Value);
        int end = log.IndexOf((byte)0);
        return new KernelAnswer(result.Errno, Encoding.ASCII.GetString(log[..(end < 0 ? LogBytes : end)]));
    }
}

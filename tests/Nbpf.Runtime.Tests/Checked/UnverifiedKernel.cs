using Nbpf.Isa;
using Nbpf.Runtime.Commands;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Helpers;
using Nbpf.Runtime.Interpreter;
using Nbpf.Runtime.Programs;
using Nbpf.Runtime.ProgramTypes;
using Nbpf.Runtime.Runs;
using Nbpf.Syscall;
using Nbpf.Verification;
using Xunit;

namespace Nbpf.Runtime.Tests.Checked;

/// <summary>
/// A kernel that runs what no verifier has seen: the rewrite gets facts that this makes up. Accesses through r9 are accesses of the context, every call is on the map
/// that was loaded last, and the next one on the inner map that it found there.
/// </summary>
internal sealed class UnverifiedKernel(ExecutionEngine engine = ExecutionEngine.CheckedInterpreter) : IDisposable
{
    public const int ContextRegister = 9;

    private readonly BpfRuntime runtime = new(new BpfRuntimeOptions { CpuCount = 2, MemoryLimitBytes = 1UL << 30, Engine = engine });
    private readonly List<KernelProgram> programs = [];

    public KernelServices Services => runtime.Services;

    public BpfRuntime Bpf => runtime;

    /// <summary>The map of which lookups are written out, whatever map they are made on.</summary>
    public int? BelievedMap { get; set; }

    public int Map(MapType type, uint key = 4, uint value = 12, uint max = 4, MapFlags flags = MapFlags.None, int inner = 0)
    {
        MapCreateAttributes attributes = new() { Type = type, KeySize = key, ValueSize = value, MaxEntries = max, Flags = flags, InnerMapFd = inner };
        SysResult made = runtime.MapCreate(attributes);
        Assert.False(made.IsError, made.ToString());
        return made.Value;
    }

    public KernelProgram Load(ProgramType programType, string text, int stackBytes = 64)
    {
        KernelProgramType type = ProgramTypeCatalog.Find(programType)!;
        Instruction[] code = Assembler.Assemble(text);
        using ProgramMaps maps = new(Services.Objects, default);
        VerifiedProgram forged = Forge(type, code, maps, stackBytes);
        Assert.Null(Services.Rewriter.Rewrite(forged, type, _ => "f", out XlatedProgram? xlated));
        Assert.Equal(Errno.None, KernelProgram.Create(Services.Programs, type, forged, xlated!, "forged", btf: null, out KernelProgram? program));
        maps.HandOver(program!.Maps);
        programs.Add(program);
        return program;
    }

    /// <summary>Runs a program once; a fault comes out.</summary>
    public uint Run(ProgramType type, string text, byte[]? packet = null, byte[]? context = null, int stackBytes = 64)
    {
        KernelProgram program = Load(type, text, stackBytes);
        using TestRunContext run = new(Services.Runs, program, Services.Runs.LimitsOf(null));
        bool hasPacket = type is ProgramType.Xdp or ProgramType.SchedCls or ProgramType.SocketFilter;
        ProgTestRunArguments arguments = new() { DataIn = packet ?? (hasPacket ? new byte[64] : []), ContextIn = context ?? [] };
        Assert.Equal(Errno.None, program.Type.TestRun(run, arguments));
        return arguments.ReturnValue;
    }

    /// <summary>The fault that running a program meets.</summary>
    public InterpreterFaultException Fault(ProgramType type, string text, byte[]? packet = null, byte[]? context = null, int stackBytes = 64) =>
        Assert.Throws<InterpreterFaultException>(() => Run(type, text, packet, context, stackBytes));

    public void Dispose()
    {
        foreach (KernelProgram program in programs)
            program.Put();
        runtime.Dispose();
    }

    private VerifiedProgram Forge(KernelProgramType type, Instruction[] code, ProgramMaps maps, int stackBytes)
    {
        InstructionFacts[] facts = new InstructionFacts[code.Length];
        SortedSet<int> starts = [0];
        OrderedDictionary<IMapFacts, int> used = [];
        IMapFacts? last = null;
        for (int i = 0; i < code.Length; i++)
        {
            facts[i] = new InstructionFacts { IsReached = true, InlineLoopCallback = -1, ConstantTailCallIndex = -1 };
            if (code[i].IsSubprogramCall || code[i] is { IsWide: true, Source: PseudoImmediate.Function })
                starts.Add(i + 1 + code[i].Immediate);
            if (code[i] is { IsWide: true, Source: PseudoImmediate.MapFd or PseudoImmediate.MapValue })
            {
                Assert.Equal(Errno.None, maps.ByFd(code[i].Immediate, out last));
                used[last!] = i;
                facts[i] = facts[i] with { Map = last };
            }
            else if (code[i].IsHelperCall)
            {
                facts[i] = facts[i] with { Map = Believed(maps) ?? last };
                last = last?.InnerTemplate ?? last;
            }
            else if (UsesContext(code[i]))
            {
                facts[i] = facts[i] with { Pointer = PointerKind.Context };
            }

            if (code[i].IsWide)
                facts[++i] = new InstructionFacts { IsReached = true };
        }

        int[] begins = [.. starts, code.Length];
        IEnumerable<VerifiedSubprogram> subprograms = starts.Select((start, n) => new VerifiedSubprogram(start, begins[n + 1] - start, stackBytes, true, false, false));
        VerificationRequest request = new() { ProgramType = type, Instructions = code, Helpers = HelperCatalog.All, Maps = maps };
        return new VerifiedProgram(request, [.. code], [.. facts], [.. subprograms], [.. used.Keys], default);
    }

    private IMapFacts? Believed(ProgramMaps maps)
    {
        IMapFacts? map = null;
        if (BelievedMap is { } fd)
            Assert.Equal(Errno.None, maps.ByFd(fd, out map));
        return map;
    }

    private static bool UsesContext(in Instruction instruction) => instruction.Class switch
    {
        InstructionClass.Ldx => instruction.Source == ContextRegister,
        InstructionClass.St or InstructionClass.Stx => instruction.Destination == ContextRegister,
        _ => false,
    };
}

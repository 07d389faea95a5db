using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Nbpf.Isa;
using Nbpf.Runtime.Compile;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Interpreter;
using Nbpf.Runtime.Interpreter.Checked;
using Nbpf.Runtime.Maps;
using Nbpf.Runtime.Objects;
using Nbpf.Runtime.ProgramTypes;
using Nbpf.Runtime.Rewrite;
using Nbpf.Syscall;
using Nbpf.Verification;

namespace Nbpf.Runtime.Programs;

/// <summary>A loaded program (struct bpf_prog in Linux). It holds its maps and its BTF; program arrays hold it.</summary>
internal sealed unsafe class KernelProgram : KernelObject, ITailCallTarget
{
    // About what an instruction takes in memory: facts, positions in the source, and the code of an engine.
    private const ulong MemoryPerInstruction = 512;

    private readonly ProgramServices services;
    private readonly Lock gate = new();
    private readonly List<KernelMap> maps;
    private readonly HashSet<KernelMap> knownMaps;
    private long runCount;
    private long runNanoseconds;

    private KernelProgram(
        ProgramServices services,
        KernelProgramType type,
        VerifiedProgram verified,
        XlatedProgram xlated,
        Executable executable,
        ImmutableArray<KernelMap> maps,
        TailCallTarget* target)
        : base(services.Objects)
    {
        this.services = services;
        this.maps = [.. maps];
        knownMaps = [.. maps];
        Type = type;
        Xlated = xlated;
        Executable = executable;
        NativeTarget = target;
        ExpectedAttachType = verified.Request.ExpectedAttachType;
        HasFragments = (verified.Request.Flags & ProgramFlags.XdpHasFrags) != 0;
        GplCompatible = verified.Request.GplCompatible;
        VerifiedInstructions = (uint)verified.Statistics.ProcessedInstructions;
        Tag = [.. ProgramTag.Compute(verified.Instructions.AsSpan())];
        ContextBytesUsed = LargestContextOffset(verified);
        LoadTimeNanoseconds = services.Clock.BootNanoseconds;
    }

    /// <inheritdoc/>
    public override BpfObjectKind Kind => BpfObjectKind.Program;

    /// <inheritdoc/>
    public override bool CanBePinned => true;

    /// <summary>Its type.</summary>
    public KernelProgramType Type { get; }

    /// <summary>Its name, possibly empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its BTF, to which it holds a reference, or null.</summary>
    public KernelBtf? Btf { get; init; }

    /// <summary>expected_attach_type</summary>
    public AttachType ExpectedAttachType { get; }

    /// <summary>BPF_F_XDP_HAS_FRAGS</summary>
    public bool HasFragments { get; }

    /// <summary>True when its licence is compatible with the GPL.</summary>
    public bool GplCompatible { get; }

    /// <summary>Its tag.</summary>
    public ImmutableArray<byte> Tag { get; }

    /// <summary>The program after the rewrites.</summary>
    public XlatedProgram Xlated { get; }

    /// <summary>What runs.</summary>
    public Executable Executable { get; }

    /// <summary>The maps it uses, in order of first use, then those that were bound to it.</summary>
    public IEnumerable<KernelMap> Maps
    {
        get
        {
            lock (gate)
            {
                return [.. maps];
            }
        }
    }

    /// <summary>Runs while statistics were enabled.</summary>
    public ulong RunCount => (ulong)Volatile.Read(ref runCount);

    /// <summary>How long these took together.</summary>
    public ulong RunNanoseconds => (ulong)Volatile.Read(ref runNanoseconds);

    /// <summary>Instructions that the verifier processed.</summary>
    public uint VerifiedInstructions { get; }

    /// <summary>When it was loaded, in nanoseconds since boot.</summary>
    public ulong LoadTimeNanoseconds { get; }

    /// <summary>End of the last context byte that it accesses (max_ctx_offset in Linux).</summary>
    public int ContextBytesUsed { get; }

    /// <inheritdoc/>
    public TailCallTarget* NativeTarget { get; }

    /// <inheritdoc/>
    public TailCallSignature Signature => new(Type.Type, ExpectedAttachType, HasFragments);

    /// <summary>
    /// Makes a program ready to run. On success it owns a reference to each map and to the BTF, which it takes over from the caller.
    /// </summary>
    /// <param name="services">The kernel.</param>
    /// <param name="type">The program's type.</param>
    /// <param name="verified">The program as the verifier accepted it.</param>
    /// <param name="xlated">The program after the rewrites.</param>
    /// <param name="name">Its name.</param>
    /// <param name="btf">Its BTF, or null.</param>
    /// <param name="program">Receives the program, not published yet, or null on error.</param>
    public static Errno Create(
        ProgramServices services, KernelProgramType type, VerifiedProgram verified, XlatedProgram xlated, string name, KernelBtf? btf, out KernelProgram? program)
    {
        program = null;
        if (!services.Heap.TryCharge(Charge(xlated)))
        {
            return Errno.ENOMEM;
        }

        Executable? executable = null;
        TailCallTarget* target = null;
        try
        {
            executable = Prepare(services, type, verified, xlated);
            target = (TailCallTarget*)services.Heap.TryAllocate((ulong)sizeof(TailCallTarget));
            if (target == null)
            {
                return Errno.ENOMEM;
            }

            target->Entry = executable.Entry;
            target->Handle = executable.Handle;
            ImmutableArray<KernelMap> maps = [.. verified.Maps.Cast<KernelMap>()];
            program = new KernelProgram(services, type, verified, xlated, executable, maps, target) { Name = name, Btf = btf };
            return Errno.None;
        }
        finally
        {
            // Nobody else owns these until there is a program.
            if (program is null)
            {
                services.Heap.Free(target);
                services.Heap.Uncharge(Charge(xlated));
                executable?.Dispose();
            }
        }
    }

    /// <summary>Runs it once on a frame and context that the caller prepared, and counts the run while statistics are enabled.</summary>
    /// <param name="frame">The run's frame.</param>
    /// <param name="context">The native context.</param>
    /// <returns>r0</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Run(RunFrame* frame, void* context) => services.Statistics.IsEnabled ? RunCounted(frame, context) : Enter(frame, context);

    /// <summary>Makes a map live as long as the program (BPF_PROG_BIND_MAP). True when the caller's reference was taken over, false when the program uses the map already.</summary>
    /// <param name="map">The map.</param>
    public bool TryBind(KernelMap map)
    {
        lock (gate)
        {
            if (!knownMaps.Add(map))
            {
                return false;
            }

            maps.Add(map);
            return true;
        }
    }

    /// <summary>Undoes <see cref="Create"/>: the references stay the caller's.</summary>
    public void Abandon()
    {
        Executable.Dispose();
        services.Heap.Free(NativeTarget);
        services.Heap.Uncharge(Charge(Xlated));
    }

    /// <inheritdoc/>
    protected override void Release()
    {
        Abandon();
        foreach (KernelMap map in maps)
        {
            map.Put();
        }

        Btf?.Put();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Enter(RunFrame* frame, void* context) =>
        // SAFETY: the target lives as long as the program, which the caller keeps alive.
        TailCalls.FinishProgram(NativeTarget->Entry(frame, context, NativeTarget->Handle), frame);

    private ulong RunCounted(RunFrame* frame, void* context)
    {
        ulong started = SystemClock.Now;
        try
        {
            return Enter(frame, context);
        }
        finally
        {
            // Also of a run that was ended before its time.
            Interlocked.Add(ref runNanoseconds, (long)(SystemClock.Now - started));
            Interlocked.Increment(ref runCount);
        }
    }

    private static Executable Prepare(ProgramServices services, KernelProgramType type, VerifiedProgram verified, XlatedProgram xlated) => services.Engine switch
    {
        ExecutionEngine.Jit when IlCompiler.IsSupported => IlCompiler.TryCompile(xlated) ?? InterpretedProgram.Create(xlated),
        ExecutionEngine.Jit or ExecutionEngine.Interpreter => InterpretedProgram.Create(xlated),
        ExecutionEngine.WatchedInterpreter when verified.Trace is { IsComplete: true } =>
            InterpretedProgram.CreateWatched(xlated, verified, new KernelMemory(services.Heap, type), type, services.Heap),
        ExecutionEngine.CheckedInterpreter or ExecutionEngine.WatchedInterpreter => InterpretedProgram.CreateChecked(xlated, verified, new KernelMemory(services.Heap, type)),
        _ => throw new UnreachableException($"no such engine: {services.Engine}"),
    };

    private static ulong Charge(XlatedProgram xlated) => (ulong)xlated.Instructions.Length * MemoryPerInstruction;

    private static int LargestContextOffset(VerifiedProgram program)
    {
        int largest = 0;
        for (int i = 0; i < program.Facts.Length; i++)
        {
            Instruction instruction = program.Instructions[i];
            if (program.Facts[i].Pointer == PointerKind.Context)
            {
                largest = Math.Max(largest, instruction.Offset + instruction.MemorySizeBytes);
            }
        }

        return largest;
    }
}

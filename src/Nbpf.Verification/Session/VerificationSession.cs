using Nbpf.Isa;
using Nbpf.Syscall;
using Nbpf.Verification.Cfg;
using Nbpf.Verification.Liveness;
using Nbpf.Verification.Log;
using Nbpf.Verification.State;
using Nbpf.Verification.Trace;

namespace Nbpf.Verification.Session;

/// <summary>
/// What the verifier's parts share while they judge one program: the program and what was found of it beforehand, the path
/// being explored, what was learned of each instruction, the log, and the rejection once there is one.
/// </summary>
/// <remarks>Checks answer false after rejecting; callers hand the false on without another word.</remarks>
internal sealed class VerificationSession
{
    /// <summary>A session about a request; nothing is judged yet.</summary>
    /// <param name="request">The program and the facts to judge it by.</param>
    /// <param name="trace">Receives what the exploration does; null keeps nothing.</param>
    public VerificationSession(VerificationRequest request, ExplorationTrace? trace)
    {
        Request = request;
        Trace = trace;
        Instructions = request.Instructions.ToArray();
        Annotations = new InstructionAnnotations[Instructions.Length];
        Log = new VerifierLog(request.LogLevel);
        CallFacts = new HelperCallFacts(request);
        Symbols = new ProgramSymbols(this);
        Prototypes = new FunctionPrototypes(request, Log);
        IsSleepable = request.Flags.HasFlag(ProgramFlags.Sleepable);
    }

    /// <summary>What was asked.</summary>
    public VerificationRequest Request { get; }

    /// <summary>Keeps what the exploration does; null keeps nothing.</summary>
    public ExplorationTrace? Trace { get; }

    /// <summary>The program, map file descriptors as loaded.</summary>
    public Instruction[] Instructions { get; }

    /// <summary>One entry per slot.</summary>
    public InstructionAnnotations[] Annotations { get; }

    /// <summary>The log.</summary>
    public VerifierLog Log { get; }

    /// <summary>Facts of helpers for the analyses beforehand.</summary>
    public HelperCallFacts CallFacts { get; }

    /// <summary>Names for the disassembly.</summary>
    public ProgramSymbols Symbols { get; }

    /// <summary>The maps.</summary>
    public MapTable Maps { get; } = new();

    /// <summary>Offset into the value that a map value load asked for, by slot index.</summary>
    public Dictionary<int, uint> MapValueOffsets { get; } = [];

    /// <summary>The program may sleep.</summary>
    public bool IsSleepable { get; }

    /// <summary>The subprograms; set by the preparation.</summary>
    public SubprogramTable Subprograms { get; set; } = null!;

    /// <summary>What is learned of each subprogram; set by the preparation.</summary>
    public SubprogramFacts[] SubprogramFacts { get; set; } = [];

    /// <summary>The control flow graph; set by the preparation.</summary>
    public ControlFlowGraph Graph { get; set; } = null!;

    /// <summary>Live registers; set by the preparation.</summary>
    public LiveRegisters Live { get; set; } = null!;

    /// <summary>Live stack slots; set by the preparation.</summary>
    public StackLiveness StackLiveness { get; set; } = null!;

    /// <summary>What functions take, from BTF.</summary>
    public FunctionPrototypes Prototypes { get; }

    /// <summary>What precision tracking looks for; used by one walk at a time.</summary>
    public WantedSet Wanted { get; } = new();

    /// <summary>States to reuse.</summary>
    public StatePool Pool { get; } = new();

    /// <summary>Branches still to explore, the last first.</summary>
    public Stack<PendingBranch> Pending { get; } = new();

    /// <summary>The path being explored.</summary>
    public PathState Path { get; set; } = null!;

    /// <summary>Slot index of the instruction being explored.</summary>
    public int Index { get; set; }

    /// <summary>Slot index of the instruction explored before it.</summary>
    public int PreviousIndex { get; set; } = -1;

    /// <summary>Instructions explored.</summary>
    public int ProcessedCount { get; set; }

    /// <summary>Counters of states.</summary>
    public StateCounters Counters { get; } = new();

    /// <summary>Registers changed or used since a state was last written: bit n is register n.</summary>
    public uint TouchedRegisters { get; set; }

    /// <summary>Stack slots changed or used since a state was last written.</summary>
    public ulong TouchedSlots { get; set; }

    /// <summary>The program writes packet bytes directly.</summary>
    public bool WritesPacket { get; set; }

    /// <summary>Why the program is refused, once it is.</summary>
    public Rejection? Rejection { get; private set; }

    private int _historyEntry = -1;
    private uint _lastId;
    private string? _explanation;

    /// <summary>Registers of the innermost frame.</summary>
    public RegisterState[] Registers => Path.Top.Registers;

    /// <summary>The instruction being explored.</summary>
    public ref Instruction Instruction => ref Instructions[Index];

    /// <summary>What is known of the instruction being explored.</summary>
    public ref InstructionAnnotations Annotation => ref Annotations[Index];

    /// <summary>A new identity for registers that share something.</summary>
    public uint NewId() => ++_lastId;

    /// <summary>The last identity given out.</summary>
    public uint LastId => _lastId;

    /// <summary>Refuses the program with Linux's error and last line; always false.</summary>
    /// <param name="errno">Linux's error.</param>
    /// <param name="message">The last line.</param>
    /// <param name="outcome">What kind of refusal it is; null for what the errno says.</param>
    public bool Reject(Errno errno, string message, LoadOutcome? outcome = null)
    {
        Log.Line(message);
        return RejectSilently(errno, message, outcome);
    }

    /// <summary>Refuses the program with a message that Linux writes without a line end; always false.</summary>
    public bool RejectWithoutLineEnd(Errno errno, string message)
    {
        if (Log.IsOn)
            Log.Text.Append(message);
        return RejectSilently(errno, message);
    }

    /// <summary>Refuses the program; its lines are already in the log. Always false.</summary>
    public bool RejectSilently(Errno errno, string message, LoadOutcome? outcome = null)
    {
        LoadOutcome otherwise = errno is Errno.E2BIG or Errno.ENOMEM ? LoadOutcome.Limit : LoadOutcome.Refused;
        Rejection ??= new Rejection(errno, outcome ?? otherwise, _explanation ?? message, message, Index);
        return false;
    }

    /// <summary>Refuses the program for its shape, at an instruction; always false.</summary>
    public bool Reject(GraphError error)
    {
        Index = error.InstructionIndex;
        return Reject(error.Errno, error.Message, error.Errno == Errno.EINVAL ? LoadOutcome.Malformed : null);
    }

    /// <summary>Writes the line that explains the rejection to come, whose own line says less.</summary>
    public void Explain(string line)
    {
        Log.Line(line);
        ExplainedBy(line);
    }

    /// <summary>A line that was written already explains the rejection to come.</summary>
    public void ExplainedBy(string line) => _explanation = line;

    /// <summary>Forgets a rejection that the caller answers in another way; what it said explains the caller's answer.</summary>
    public void ClearRejection()
    {
        _explanation = Rejection?.Reason ?? _explanation;
        Rejection = null;
    }

    /// <summary>Forgets what was said of something that refuses nothing.</summary>
    public void ForgetExplanation()
    {
        Rejection = null;
        _explanation = null;
    }

    /// <summary>Marks a register for the next state line.</summary>
    public void Touch(int register) => TouchedRegisters |= 1u << register;

    /// <summary>Marks a stack slot for the next state line.</summary>
    public void TouchSlot(int slot) => TouchedSlots |= 1UL << slot;

    /// <summary>Marks everything for the next state line.</summary>
    public void TouchAll()
    {
        TouchedRegisters = uint.MaxValue;
        TouchedSlots = ulong.MaxValue;
    }

    /// <summary>Before an instruction: nothing is remembered of it yet.</summary>
    public void BeginHistory() => _historyEntry = -1;

    /// <summary>Remembers a step of the path; what one instruction adds twice is combined.</summary>
    public void AddHistory(ushort flags = 0, ulong linked = 0)
    {
        if (_historyEntry >= 0)
        {
            ref HistoryEntry entry = ref Path.History[_historyEntry];
            entry.Flags |= flags;
            entry.Linked = linked;
            return;
        }

        _historyEntry = Path.AddHistory(new HistoryEntry { Instruction = Index, Previous = PreviousIndex, Flags = flags, Linked = linked });
    }

    /// <summary>
    /// Puts a copy of the path aside, to be explored later from another instruction. Null after a rejection: too many.
    /// </summary>
    public PathState? PushBranch(int instruction, int previous)
    {
        PathState branch = Pool.Copy(Path);
        Pending.Push(new PendingBranch(branch, instruction, previous, Log.Position));
        if (Pending.Count > Limits.PendingBranches)
        {
            Reject(Errno.EFAULT, $"The sequence of {Pending.Count} jumps is too complex.", LoadOutcome.Limit);
            return null;
        }

        if (branch.Parent is { } parent)
            parent.Branches++;
        return branch;
    }

    /// <summary>Writes what was touched of the innermost frame, at the levels that show instructions.</summary>
    public void LogTouchedState()
    {
        if (!Log.HasInstructions)
            return;
        Log.BeginState(Index);
        RegisterText.AppendFrame(Log.Text, Path.Top, Maps, Path.Resources, TouchedRegisters, TouchedSlots);
        TouchedRegisters = 0;
        TouchedSlots = 0;
    }

    /// <summary>Writes a whole frame of the path being explored.</summary>
    public void LogFrame(FrameState frame) => LogFrame(Path, frame);

    /// <summary>Writes a whole frame of a path or checkpoint.</summary>
    public void LogFrame(PathState path, FrameState frame) => RegisterText.AppendFrame(Log.Text, frame, Maps, path.Resources);

    /// <summary>Writes the source line of an instruction when it is another than the last one written.</summary>
    public void LogSourceLine(int index) => SourceLines?.Append(Log, index);

    /// <summary>The program's source lines, null without BTF.</summary>
    public SourceLines? SourceLines { get; set; }

    /// <summary>The frame that a stack pointer points into.</summary>
    public FrameState FrameOf(in RegisterState pointer) => Path.Frames[pointer.Frame]!;
}

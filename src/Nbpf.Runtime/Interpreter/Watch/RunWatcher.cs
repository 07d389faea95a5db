using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Memory;
using Nbpf.Runtime.ProgramTypes;
using Nbpf.Verification;
using Nbpf.Verification.State;
using Nbpf.Verification.Trace;

namespace Nbpf.Runtime.Interpreter.Watch;

/// <summary>What the walks of a program's runs share: what the verifier explored, and where the explored instructions went in the rewritten program.</summary>
internal sealed unsafe class RunWatcher
{
    private const int NoInstruction = -1;

    private readonly VerifiedProgram program;
    private readonly InterpretedSubprogram* descriptors;
    private readonly int[] beginsAt;
    private readonly bool[] isKept;
    private readonly bool[] isWrittenOut;
    private readonly ExploredStep?[] roots;
    private readonly int[] subprogramAt;

    /// <summary>Prepares the watch over a program's runs.</summary>
    /// <param name="program">The program as verified, with its trace.</param>
    /// <param name="xlated">The program as rewritten.</param>
    /// <param name="descriptors">Its subprograms as interpreted.</param>
    /// <param name="type">Its type.</param>
    /// <param name="heap">The memory that holds maps, packets and contexts.</param>
    public RunWatcher(VerifiedProgram program, XlatedProgram xlated, InterpretedSubprogram* descriptors, KernelProgramType type, NativeHeap heap)
    {
        this.program = program;
        this.descriptors = descriptors;
        Type = type;
        Heap = heap;
        Trace = program.Trace ?? throw new ArgumentException("The program was verified without a trace.", nameof(program));
        beginsAt = new int[xlated.Instructions.Length];
        isKept = new bool[program.Instructions.Length];
        isWrittenOut = new bool[program.Instructions.Length];
        for (int slot = 0; slot < beginsAt.Length; slot++)
        {
            int original = xlated.Origins[slot];
            bool isFirst = original >= 0 && !isKept[original];
            beginsAt[slot] = isFirst ? original : NoInstruction;
            if (!isFirst)
                continue;
            isKept[original] = true;
            isWrittenOut[original] = program.Instructions[original].IsCall && !xlated.Instructions[slot].IsCall;
        }

        subprogramAt = new int[program.Subprograms.Length];
        roots = new ExploredStep?[xlated.Subprograms.Length];
        for (int number = 0; number < roots.Length; number++)
        {
            int first = xlated.Subprograms[number].Start;
            while (xlated.Origins[first] < 0)
                first++;
            int original = SubprogramOf(xlated.Origins[first]);
            subprogramAt[original] = number;
            roots[number] = Trace.RootAt(program.Subprograms[original].Start);
        }
    }

    /// <summary>What was explored.</summary>
    public ExplorationTrace Trace { get; }

    /// <summary>The program's type.</summary>
    public KernelProgramType Type { get; }

    /// <summary>The memory that holds maps, packets and contexts.</summary>
    public NativeHeap Heap { get; }

    /// <summary>The program as verified.</summary>
    public VerifiedProgram Program => program;

    /// <summary>The explored instruction whose code begins at a slot of the rewritten program, or -1.</summary>
    public int OriginalAt(int slot) => beginsAt[slot];

    /// <summary>Whether some code of an explored instruction is left.</summary>
    public bool IsKept(int original) => isKept[original];

    /// <summary>Whether a call of bpf_loop was written out as a loop, which uses the caller's registers meanwhile.</summary>
    public bool IsWrittenOut(int original) => isWrittenOut[original];

    /// <summary>A subprogram's number.</summary>
    public int NumberOf(InterpretedSubprogram* subprogram) => (int)(subprogram - descriptors);

    /// <summary>Whether a subprogram is verified for itself: the main program, a global function.</summary>
    public bool IsExploredAlone(int number) => roots[number] is not null;

    /// <summary>The first step of a subprogram that is verified for itself.</summary>
    public ExploredStep? RootOf(int number) => roots[number];

    /// <summary>What a register holds that points to a function, by the function's number in the program as verified.</summary>
    public ulong CallbackAddress(int original) => (ulong)&descriptors[subprogramAt[original]].Callback;

    private int SubprogramOf(int original)
    {
        int number = program.Subprograms.Length - 1;
        while (program.Subprograms[number].Start > original)
            number--;
        return number;
    }
}

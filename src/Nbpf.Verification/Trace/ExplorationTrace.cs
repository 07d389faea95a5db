using Nbpf.Verification.Liveness;
using Nbpf.Verification.State;

namespace Nbpf.Verification.Trace;

/// <summary>
/// Everything that an exploration did, kept so that runs can be held against it: whatever a run does must be on some explored path, and
/// hold what was known there. For finding faults of the verifier; without a trace nothing is kept.
/// </summary>
internal sealed class ExplorationTrace
{
    private const int MaxSteps = 200_000;

    private readonly Dictionary<int, ExploredStep> _roots = [];
    private PathState? _checkpoint;
    private int _count;

    /// <summary>The program's maps, which the steps name by number; set when exploration begins.</summary>
    public MapTable Maps { get; private set; } = new();

    /// <summary>Live registers; set when exploration begins.</summary>
    public LiveRegisters? Live { get; private set; }

    /// <summary>False when there was more to keep than memory should be spent on: then there is no trace.</summary>
    public bool IsComplete => _count < MaxSteps;

    /// <summary>The first step of the main program or of a global function, by its first slot; null when it was not explored on its own.</summary>
    public ExploredStep? RootAt(int slot) => _roots.GetValueOrDefault(slot);

    /// <summary>Exploration begins.</summary>
    /// <param name="maps">The program's maps.</param>
    /// <param name="live">Its live registers.</param>
    public void Start(MapTable maps, LiveRegisters live)
    {
        Maps = maps;
        Live = live;
    }

    /// <summary>An instruction is about to be explored.</summary>
    /// <param name="path">The path on which it is.</param>
    /// <param name="index">Its slot index.</param>
    public void Begin(PathState path, int index)
    {
        if (!IsKept(path))
            return;
        ExploredStep step = new(path, index);
        if (path.Step is null)
            _roots[index] = step;
        path.Step = step;
        if (_checkpoint is not null)
            _checkpoint.Step = step;
        _checkpoint = null;
    }

    /// <summary>A checkpoint was stored: the next step is explored from it.</summary>
    public void Stored(PathState checkpoint) => _checkpoint = checkpoint;

    /// <summary>A path ends before an instruction, since a checkpoint covers it.</summary>
    public void Cover(PathState path, PathState checkpoint)
    {
        if (IsKept(path))
            path.Step = new ExploredStep(path, checkpoint.Instruction) { CoveredBy = checkpoint.Step };
    }

    private bool IsKept(PathState path)
    {
        _count++;
        if (IsComplete)
            return true;
        _roots.Clear();
        path.Step = null;
        return false;
    }
}

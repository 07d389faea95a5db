using Nbpf.Isa;
using Nbpf.Runtime;
using Nbpf.Syscall;

namespace Nbpf.Schedules.Tests.Histories;

/// <summary>One run of a history: makes what it is about, does its steps, and holds what they answer and leave to what must be.</summary>
internal sealed partial class HistoryRun
{
    private const uint ValueBytes = 8;

    private readonly History history;
    private readonly HistoryKernel kernel;
    private readonly bool[] isRunning;
    private readonly int[] runs;
    private readonly HashSet<int> closed = [];
    private readonly int map;
    private readonly int second;
    private readonly int outer;
    private readonly uint mapId;
    private readonly int[] programs = [];
    private readonly IBpfPoll? poll;
    private readonly WatchedItems? items;

    /// <summary>Makes what the history is about.</summary>
    public HistoryRun(History history, HistoryKernel kernel)
    {
        this.history = history;
        this.kernel = kernel;
        isRunning = new bool[history.Threads.Length];
        runs = new int[history.Threads.Length];
        switch (history.Family)
        {
            case Family.Map:
                map = CreateHash();
                break;
            case Family.Outer:
                map = CreateHash();
                second = CreateHash();
                outer = kernel.Create(history.OuterType, 4, 4, History.KeyCount, innerFd: map);
                PutInner(0);
                PutInner(1);
                break;
            case Family.Programs:
                map = kernel.Create(MapType.ProgramArray, 4, 4, History.KeyCount);
                int target = kernel.Load(Instructions.MovImm(0, 7), Instructions.Exit());
                int caller = kernel.Load(
                    [.. Instructions.LoadMapFd(2, map), Instructions.MovImm(3, 0), Instructions.Call(HelperId.TailCall), Instructions.MovImm(0, 5), Instructions.Exit()]);
                int other = kernel.Load(Instructions.MovImm(0, 7), Instructions.Exit());
                programs = [target, caller, other];
                second = kernel.Create(MapType.Array, 4, ValueBytes, 1);
                break;
            case Family.Periods:
                items = new WatchedItems(kernel.Services);
                return;
            default:
                map = kernel.Create(MapType.RingBuf, 0, 0, 4096);
                kernel.Bpf.PollCreate(out poll);
                break;
        }
        kernel.Bpf.MapGetInfo(map, out MapInfo? info);
        mapId = info!.Id; // the map was just made
    }

    private BpfRuntime Bpf => kernel.Bpf;

    /// <summary>What each thread does.</summary>
    public Action[] Work() => [.. Enumerable.Range(0, history.Threads.Length).Select(thread => (Action)(() =>
    {
        foreach (Step step in history.Threads[thread])
            Do(thread, step);
    }))];

    /// <summary>After all threads: what must hold of what is there, and that nothing is left when it is closed.</summary>
    public void End()
    {
        if (history.Family == Family.Map)
            CheckElements();
        if (history.Family == Family.Ring)
            CheckPoll();
        poll?.Dispose();
        kernel.EndHistory();
    }

    private int CreateHash()
    {
        int fd = kernel.Create(history.Type, 4, ValueBytes, history.MaxEntries, history.Flags);
        for (uint key = 0; key < History.KeyCount; key++)
            HistoryKernel.Value(Update(fd, key));
        return fd;
    }
}

using Nbpf.Readers;
using Nbpf.Syscall;
using Xunit;

namespace Nbpf.Runtime.Tests.Budgets;

/// <summary>Test runs that take longer than they may, or that nobody wants any more. No test here knows how long anything takes: endless runs end, or the test does not.</summary>
public sealed class RunBudgetTests
{
    private static readonly byte[] Packet = new byte[64];

    public static TheoryData<ExecutionEngine> Engines => EndlessPrograms.Engines;

    public static TheoryData<ExecutionEngine, string> EndlessOnEngines
    {
        get
        {
            TheoryData<ExecutionEngine, string> all = [];
            foreach (ExecutionEngine engine in (ExecutionEngine[])[ExecutionEngine.Jit, ExecutionEngine.Interpreter, ExecutionEngine.CheckedInterpreter])
                foreach (string name in (string[])["nested", "nested_classifier", "nested_filter", "nested_event", "nested_call", "called", "bounded"])
                    all.Add(engine, name);
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(EndlessOnEngines))]
    public void Run_Endless_AnswersTimedOutAndGivesTheCpuBack(ExecutionEngine engine, string name)
    {
        using EndlessPrograms programs = new(engine, cpus: 1, EndlessPrograms.Short, name, "count");
        RunStop stop = TimedOut(programs, name);
        Assert.Equal(name[..Math.Min(name.Length, 15)], stop.Program);
        Assert.Equal(SysResult.Ok, programs.Kernel.ProgGetInfo(programs.Program(name).Fd, out ProgInfo? info));
        Assert.InRange(stop.InstructionIndex, 0, info!.XlatedInstructions.Length - 1);
        Assert.Equal(2u, programs.Program("count").Run(Packet).ReturnValue);
        Assert.Equal(1, programs.Count);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Run_EndlessAndCancelled_AnswersInterrupted(ExecutionEngine engine)
    {
        const string name = "nested";
        using EndlessPrograms programs = new(engine, cpus: 1, Timeout.InfiniteTimeSpan, name, "count");
        using CancellationTokenSource source = new(EndlessPrograms.Short);
        ProgTestRunArguments arguments = Arguments(name);
        arguments.Limits = new() { Cancellation = source.Token };
        Assert.Equal(Errno.EINTR, programs.Kernel.ProgTestRun(programs.Program(name).Fd, arguments).Errno);

        // On a busy machine it may be cancelled before it has begun.
        Assert.True(arguments.Stop is null || arguments.Stop.Program == name);
        Assert.Equal(2u, programs.Program("count").Run(Packet).ReturnValue);
    }

    /// <summary>The only CPU is taken by a run that asks the time; another one waits for it, and is cancelled.</summary>
    [Fact]
    public void Run_CancelledWhileItWaitsForTheCpu_AnswersInterrupted()
    {
        using EndlessPrograms programs = new(ExecutionEngine.Interpreter, cpus: 1, Timeout.InfiniteTimeSpan, "tick", "count");
        using CancellationTokenSource source = new();
        Errno waited = Errno.None;
        bool ended = false;
        Thread other = new(() =>
            waited = programs.Kernel.ProgTestRun(programs.Program("count").Fd, new ProgTestRunArguments { DataIn = Packet, Limits = new() { Cancellation = source.Token } }).Errno)
        {
            IsBackground = true,
        };
        programs.Clock.Asked += () =>
        {
            other.Start();
            source.Cancel();
            ended = other.Join(TimeSpan.FromSeconds(30));
        };
        Assert.Equal(SysResult.Ok, programs.Kernel.ProgTestRun(programs.Program("tick").Fd, new ProgTestRunArguments { DataIn = Packet }));
        Assert.Equal((true, Errno.EINTR), (ended, waited));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Run_CancelledInTheMiddle_TellsWhere(ExecutionEngine engine)
    {
        using EndlessPrograms programs = new(engine, cpus: 1, Timeout.InfiniteTimeSpan, "long_work", "long_sum", "tick");
        foreach (string name in (string[])["long_work", "long_sum"])
        {
            using CancellationTokenSource source = new();
            Action cancel = source.Cancel;
            programs.Clock.Asked += cancel;
            ProgTestRunArguments arguments = new() { DataIn = Packet, Limits = new() { Cancellation = source.Token } };

            // Work on 16 MB is not begun any more; it is a helper's, which knows no instruction.
            Assert.Equal(Errno.EINTR, programs.Kernel.ProgTestRun(programs.Program(name).Fd, arguments).Errno);
            Assert.Equal(new RunStop(name, -1), arguments.Stop);
            programs.Clock.Asked -= cancel;
            Assert.Equal(SysResult.Ok, programs.Kernel.ProgTestRun(programs.Program(name).Fd, new ProgTestRunArguments { DataIn = Packet }));
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Run_CancelledBetweenRepetitions_EndsThem(ExecutionEngine engine)
    {
        using EndlessPrograms programs = new(engine, cpus: 1, Timeout.InfiniteTimeSpan, "tick", "count");
        using CancellationTokenSource source = new();
        int asked = 0;
        programs.Clock.Asked += () =>
        {
            if (++asked == 100) source.Cancel();
        };
        ProgTestRunArguments arguments = new() { DataIn = Packet, Repeat = uint.MaxValue, Limits = new() { Cancellation = source.Token } };
        Assert.Equal((Errno.EINTR, 100), (programs.Kernel.ProgTestRun(programs.Program("tick").Fd, arguments).Errno, asked));
        Assert.Null(arguments.Stop);

        // And nothing begins at all.
        arguments = new() { DataIn = Packet, Limits = new() { Cancellation = source.Token } };
        Assert.Equal((Errno.EINTR, 0), (programs.Kernel.ProgTestRun(programs.Program("count").Fd, arguments).Errno, programs.Count));
        OperationCanceledException cancelled = Assert.Throws<OperationCanceledException>(() => programs.Program("count").Run(Packet, limits: new() { Cancellation = source.Token }));
        Assert.Equal((source.Token, Errno.EINTR), (cancelled.CancellationToken, Assert.IsType<BpfException>(cancelled.InnerException).Errno));
    }

    /// <summary>The budget is each run's: any number of short ones pass, and so does straight code that nothing can be done about.</summary>
    [Theory]
    [MemberData(nameof(Engines))]
    public void Run_ManyRepetitions_AreEachWithinTheBudget(ExecutionEngine engine)
    {
        using EndlessPrograms programs = new(engine, cpus: 1, TimeSpan.FromTicks(1), "count", "tick");
        programs.Clock.Asked += () => Thread.Sleep(1);
        Assert.Equal(2u, programs.Program("tick").Run(Packet, repeat: 60).ReturnValue);
        Assert.Equal(2u, programs.Program("count").Run(Packet, repeat: 100_000).ReturnValue);
        Assert.Equal(100_000, programs.Count);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Run_OfItsOwnBudget_OverridesTheKernels(ExecutionEngine engine)
    {
        using EndlessPrograms programs = new(engine, cpus: 1, Timeout.InfiniteTimeSpan, "nested");
        BpfException failure = Assert.Throws<BpfException>(() => programs.Program("nested").Run(Packet, limits: new() { Budget = EndlessPrograms.Short }));
        Assert.Equal(Errno.ETIMEDOUT, failure.Errno);
        Assert.Matches("^run program 'nested': ETIMEDOUT: ended at instruction [0-9]+ of program 'nested'$", failure.Message);
    }

    /// <summary>Records that were reserved are discarded; else the consumer would wait for them for ever.</summary>
    [Theory]
    [MemberData(nameof(Engines))]
    public void Run_EndedWithReservedRecords_LeavesTheRingUsable(ExecutionEngine engine)
    {
        using EndlessPrograms programs = new(engine, cpus: 2, EndlessPrograms.Short, "reserved", "emit");
        using RingBufferReader reader = new(programs.Map("events"));
        List<byte[]> records = [];
        for (int round = 0; round < 2; round++)
        {
            TimedOut(programs, "reserved");
            Assert.Equal(2u, programs.Program("emit").Run(Packet).ReturnValue);
            reader.Consume(record => records.Add(record.ToArray()));
        }
        Assert.Equal([BitConverter.GetBytes(42L), BitConverter.GetBytes(42L)], records);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Run_EndlessAfterATailCall_NamesTheProgramThatRan(ExecutionEngine engine)
    {
        using EndlessPrograms programs = new(engine, cpus: 1, EndlessPrograms.Short, "caller", "after_call", "nested", "count");
        programs.SetNext("nested");
        Assert.Equal("nested", TimedOut(programs, "caller").Program);
        Assert.Equal("nested", TimedOut(programs, "after_call").Program);
        programs.SetNext("count");
        Assert.Equal("after_call", TimedOut(programs, "after_call").Program);
        Assert.Equal(1, programs.Count);
    }

    /// <summary>A change of a map of maps waits for runs: for this one until its budget ends it.</summary>
    [Theory]
    [MemberData(nameof(Engines))]
    public async Task UpdateOfMapOfMaps_WhileAnEndlessRunGoesOn_WaitsNoLongerThanItsBudget(ExecutionEngine engine)
    {
        using EndlessPrograms programs = new(engine, cpus: 2, EndlessPrograms.Short, "nested");
        (int outer, int inner) = MapOfMaps(programs.Kernel);
        Task<Errno> run = Task.Run(() => programs.Kernel.ProgTestRun(programs.Program("nested").Fd, new ProgTestRunArguments { DataIn = Packet }).Errno, TestContext.Current.CancellationToken);
        do
            Assert.Equal(SysResult.Ok, programs.Kernel.MapUpdateElem(outer, new byte[4], BitConverter.GetBytes(inner)));
        while (!run.IsCompleted);
        Assert.Equal(Errno.ETIMEDOUT, await run);
    }

    /// <summary>And for repetitions without end only until the next.</summary>
    [Theory]
    [MemberData(nameof(Engines))]
    public async Task UpdateOfMapOfMaps_WhileShortRunsRepeat_WaitsForOne(ExecutionEngine engine)
    {
        using EndlessPrograms programs = new(engine, cpus: 2, Timeout.InfiniteTimeSpan, "tick");
        (int outer, int inner) = MapOfMaps(programs.Kernel);
        using CancellationTokenSource source = new();
        using ManualResetEventSlim isRunning = new();

        // A run goes on until somebody waits for it, and the run after it until that somebody got along.
        int updates = 0, letThrough = -1;
        bool isLate = false;
        programs.Clock.Asked += () =>
        {
            isRunning.Set();
            if (letThrough == Volatile.Read(ref updates))
                Await(() => Volatile.Read(ref updates) != letThrough);
            Await(() => programs.Kernel.Services.GracePeriods.IsAwaited);
            letThrough = Volatile.Read(ref updates);
            void Await(Func<bool> condition) => isLate |= !SpinWait.SpinUntil(() => condition() || source.IsCancellationRequested, TimeSpan.FromSeconds(20));
        };
        Task<Errno> run = Task.Run(
            () => programs.Kernel.ProgTestRun(programs.Program("tick").Fd, new ProgTestRunArguments { DataIn = Packet, Repeat = uint.MaxValue, Limits = new() { Cancellation = source.Token } }).Errno,
            TestContext.Current.CancellationToken);
        isRunning.Wait(TestContext.Current.CancellationToken);
        for (; updates < 20; Interlocked.Increment(ref updates))
            Assert.Equal(SysResult.Ok, programs.Kernel.MapUpdateElem(outer, new byte[4], BitConverter.GetBytes(inner)));
        Assert.False(run.IsCompleted);
        await source.CancelAsync();
        Assert.Equal((Errno.EINTR, false), (await run, isLate));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Run_Ended_IsCountedByStatistics(ExecutionEngine engine)
    {
        using EndlessPrograms programs = new(engine, cpus: 1, EndlessPrograms.Short, "nested");
        int statistics = programs.Kernel.EnableStats(StatsType.RunTime).Value;
        TimedOut(programs, "nested");
        Assert.Equal(1u, programs.Program("nested").Info.RunCount);
        Assert.Equal(SysResult.Ok, programs.Kernel.Close(statistics));
    }

    /// <summary>More endless runs than CPUs and threads of the pool: each has its turn and ends.</summary>
    [Fact]
    public async Task Run_MoreEndlessThanThreads_AllEnd()
    {
        using EndlessPrograms programs = new(ExecutionEngine.Jit, cpus: 2, EndlessPrograms.Short, "nested");
        Task<Errno>[] runs = [.. Enumerable.Range(0, 4 * Environment.ProcessorCount).Select(_ =>
            Task.Run(() => programs.Kernel.ProgTestRun(programs.Program("nested").Fd, new ProgTestRunArguments { DataIn = Packet }).Errno, TestContext.Current.CancellationToken))];
        Assert.All(await Task.WhenAll(runs), errno => Assert.Equal(Errno.ETIMEDOUT, errno));
    }

    /// <summary>Commands share the functions of programs, and are no runs.</summary>
    [Theory]
    [InlineData(MapType.Array, 4)]
    [InlineData(MapType.Hash, 8192)]
    [InlineData(MapType.LruHash, 8192)]
    public void Commands_OnBigElements_AskNoRun(MapType type, int keyBytes)
    {
        using BpfRuntime kernel = new();
        int map = kernel.MapCreate(new MapCreateAttributes { Type = type, KeySize = (uint)keyBytes, ValueSize = 8192, MaxEntries = 1 }).Value;
        byte[] key = new byte[keyBytes], value = [.. Enumerable.Repeat((byte)7, 8192)], read = new byte[8192];
        Assert.Equal(SysResult.Ok, kernel.MapUpdateElem(map, key, value));
        Assert.Equal(SysResult.Ok, kernel.MapLookupElem(map, key, read));
        Assert.Equal(value, read);
        Assert.Equal(type == MapType.Array ? Errno.EINVAL : Errno.None, kernel.MapDeleteElem(map, key).Errno);
    }

    [Fact]
    public void Budget_NoTime_IsRefused()
    {
        Assert.Equal(TimeSpan.FromSeconds(10), new BpfRuntimeOptions().RunBudget);
        foreach (TimeSpan none in (TimeSpan[])[TimeSpan.Zero, TimeSpan.FromTicks(-1), TimeSpan.FromSeconds(-2)])
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => new BpfRuntimeOptions { RunBudget = none });
            Assert.Throws<ArgumentOutOfRangeException>(() => new BpfRunLimits { Budget = none });
        }
        foreach (TimeSpan some in (TimeSpan[])[TimeSpan.FromTicks(1), TimeSpan.MaxValue, Timeout.InfiniteTimeSpan])
        {
            using EndlessPrograms programs = new(ExecutionEngine.Jit, cpus: 1, some, "count");
            Assert.Equal(2u, programs.Program("count").Run(Packet, limits: new() { Budget = some }).ReturnValue);
        }
    }

    private static (int Outer, int Inner) MapOfMaps(BpfRuntime kernel)
    {
        int inner = kernel.MapCreate(new MapCreateAttributes { Type = MapType.Array, KeySize = 4, ValueSize = 8, MaxEntries = 1 }).Value;
        return (kernel.MapCreate(new MapCreateAttributes { Type = MapType.HashOfMaps, KeySize = 4, ValueSize = 4, MaxEntries = 4, InnerMapFd = inner }).Value, inner);
    }

    private static RunStop TimedOut(EndlessPrograms programs, string name)
    {
        ProgTestRunArguments arguments = Arguments(name);
        Assert.Equal(Errno.ETIMEDOUT, programs.Kernel.ProgTestRun(programs.Program(name).Fd, arguments).Errno);
        return Assert.IsType<RunStop>(arguments.Stop);
    }

    private static ProgTestRunArguments Arguments(string name) => name is "nested_event" or "nested_call" ? new() : new() { DataIn = Packet };
}

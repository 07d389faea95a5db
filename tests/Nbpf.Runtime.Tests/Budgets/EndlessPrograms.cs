using Nbpf.Testing;
using Xunit;

namespace Nbpf.Runtime.Tests.Budgets;

/// <summary>A kernel with some programs of <c>endless.bpf.c</c>.</summary>
internal sealed class EndlessPrograms : IDisposable
{
    /// <summary>Long enough for a run to be under way, short enough to wait for.</summary>
    public static readonly TimeSpan Short = TimeSpan.FromMilliseconds(30);

    private static readonly Lazy<byte[]> Compiled = new(() =>
        ClangCompiler.Compile(File.ReadAllText(Path.Combine(Repository.Root, "tests", "Nbpf.Runtime.Tests", "Budgets", "endless.bpf.c")), "-mcpu=v3"));

    private readonly BpfObject loaded;

    public EndlessPrograms(ExecutionEngine engine, int cpus, TimeSpan budget, params string[] programs)
    {
        Assert.SkipUnless(ClangCompiler.IsAvailable(out string reason), reason);
        Kernel = new BpfRuntime(new BpfRuntimeOptions { CpuCount = cpus, Engine = engine, RunBudget = budget, Clock = Clock });
        loaded = BpfObject.Load(Kernel, ObjectSpec.Read(Compiled.Value, "endless.bpf.o"), new BpfLoadOptions { ProgramFilter = program => programs.Contains(program.Name) });
    }

    public static TheoryData<ExecutionEngine> Engines => [ExecutionEngine.Jit, ExecutionEngine.Interpreter, ExecutionEngine.CheckedInterpreter];

    public BpfRuntime Kernel { get; }

    /// <summary>What programs ask the time.</summary>
    public TellingClock Clock { get; } = new();

    /// <summary>How often the counting programs ran.</summary>
    public long Count => BitConverter.ToInt64(Read("counts"));

    public BpfProgram Program(string name) => loaded.Program(name);

    public BpfMap Map(string name) => loaded.Map(name);

    /// <summary>Puts a program where the tail-calling ones go.</summary>
    public void SetNext(string name) =>
        Assert.False(Kernel.MapUpdateElem(Map("next").Fd, new byte[4], BitConverter.GetBytes(Program(name).Fd)).IsError);

    public void Dispose()
    {
        loaded.Dispose();
        Kernel.Dispose();
    }

    private byte[] Read(string map)
    {
        byte[] value = new byte[8];
        Assert.False(Kernel.MapLookupElem(Map(map).Fd, new byte[4], value).IsError);
        return value;
    }

    /// <summary>A clock that tells when it is asked, from inside of the run.</summary>
    public sealed class TellingClock : IKernelClock
    {
        public event Action? Asked;

        public ulong BootNanoseconds => 0;

        public ulong MonotonicNanoseconds
        {
            get
            {
                Asked?.Invoke();
                return 0;
            }
        }
    }
}

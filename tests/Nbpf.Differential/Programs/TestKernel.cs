using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;
using Nbpf.Comparison.Objects;
using Nbpf.Runtime;
using Nbpf.Syscall;
using Xunit;

namespace Nbpf.Differential.Programs;

/// <summary>A kernel with the maps and BTF that generated programs need.</summary>
internal sealed partial class TestKernel : IDisposable
{
    /// <summary>Size of the memory that global functions take.</summary>
    public const int MemoryBytes = 16;

    private const int MaximumFunctions = 32;
    private const uint PathAndStatistics = 1 | 4;
    private const int LogTailBytes = 4096;
    private readonly IBpf bpf;
    private readonly int btf;
    private readonly uint mainFunction;

    /// <summary>The first BTF function of each <see cref="FunctionKind"/>; the others follow it.</summary>
    private readonly uint[] firstFunctions;
    private readonly byte[] log = new byte[1 << 20];

    public TestKernel(IBpf bpf)
    {
        this.bpf = bpf;
        Maps = new ProgramMaps(bpf);
        BtfBuilder types = new();
        uint integer = types.AddInteger("int", 4, BtfIntegerEncoding.Signed);
        uint words = types.AddArray(new BtfArrayShape(integer, integer, MemoryBytes / 4));
        uint memory = types.AddReference(BtfKind.Ptr, types.AddComposite(BtfKind.Struct, "memory", MemoryBytes, new BtfMember("words", words, 0, 0)));
        uint plain = types.AddPrototype(integer);
        uint numbers = types.AddPrototype(integer, new BtfParameter("a", integer), new BtfParameter("b", integer));
        uint pointers = types.AddPrototype(integer, new BtfParameter("a", memory), new BtfParameter("b", integer));
        firstFunctions =
        [
            AddFunctions(types, "static", plain, BtfLinkage.Static),
            AddFunctions(types, "callback", plain, BtfLinkage.Static),
            AddFunctions(types, "numbers", numbers, BtfLinkage.Global),
            AddFunctions(types, "pointers", pointers, BtfLinkage.Global),
            AddFunctions(types, "leaving", plain, BtfLinkage.Static),
            AddFunctions(types, "answering", plain, BtfLinkage.Static),
        ];
        mainFunction = types.AddFunction("main_program", plain, BtfLinkage.Global);
        SysResult result = bpf.BtfLoad(types.ToBytes(), 0, [], out _);
        Assert.False(result.IsError, result.ToString());
        btf = result.Value;
    }

    public ProgramMaps Maps { get; }

    public static BpfRuntime Make(ExecutionEngine engine) =>
        new(new BpfRuntimeOptions { CpuCount = 2, MemoryLimitBytes = 1UL << 28, Engine = engine });

    /// <summary>Verifies a program, without a log; the caller closes what it gets.</summary>
    public Errno LoadSilently(RandomProgram program, out int fd)
    {
        SysResult result = bpf.ProgLoad(Attributes(program), [], out _);
        fd = result.IsError ? -1 : result.Value;
        return result.Errno;
    }

    /// <summary>Verifies a program; the caller closes what it gets.</summary>
    public Verdict Load(RandomProgram program, out int fd)
    {
        ProgLoadAttributes attributes = Attributes(program) with { LogLevel = PathAndStatistics };
        SysResult result = bpf.ProgLoad(attributes, log, out _);
        if (result.Errno == Errno.ENOSPC)
            result = bpf.ProgLoad(attributes with { LogLevel = 0 }, log.AsSpan(0, 0), out _);
        fd = result.Value;
        string[] lines = LogLines();
        return new(result.Errno, result.IsError ? Reason(lines) : "", Counts(lines));
    }

    /// <summary>The whole log of a program's verification, without what is each kernel's own: addresses and how long it took.</summary>
    /// <param name="program">The program.</param>
    /// <param name="level">1: the path that failed; 2: all that was done.</param>
    public string Log(RandomProgram program, uint level)
    {
        SysResult result = bpf.ProgLoad(Attributes(program) with { LogLevel = level }, log, out _);
        if (!result.IsError)
            bpf.Close(result.Value);
        string text = Encoding.UTF8.GetString(log, 0, Math.Max(Array.IndexOf(log, (byte)0), 0));
        return Own().Replace(text, "");
    }

    private ProgLoadAttributes Attributes(RandomProgram program) => new()
    {
        Type = program.Type,
        Instructions = program.Bind(Maps),
        License = "GPL",
        Flags = program.Flags,
        BtfFd = btf,
        FuncInfo = FunctionInfo(program),
    };

    /// <summary>Tag and rewritten program.</summary>
    public (string Tag, IReadOnlyList<string> Lines) Describe(int fd)
    {
        Assert.False(bpf.ProgGetInfo(fd, out ProgInfo? info).IsError);
        return (Convert.ToHexStringLower(info!.Tag.AsSpan()), ComparableDump.Lines(info, btf: null));
    }

    /// <summary>Runs a program on one input; the arrays hold what the input's number stands for.</summary>
    public RunOutcome Run(ProgramType type, int fd, ProgramInput input)
    {
        Maps.Fill(input.Seed);
        ProgTestRunArguments arguments = new();
        byte[] output = new byte[512];
        bool usesContext = type is ProgramType.Syscall or ProgramType.RawTracepoint;
        byte[] context = [.. input.Context];
        if (usesContext)
        {
            arguments.ContextIn = context;
        }
        else
        {
            arguments.DataIn = input.Packet;
            arguments.DataOut = output;
        }

        SysResult result = bpf.ProgTestRun(fd, arguments);
        byte[] data = result.IsError ? [] : usesContext ? context : output[..(int)Math.Min(arguments.DataSizeOut, 512)];
        return new(result.Errno, arguments.ReturnValue, [.. data, .. Maps.Contents()]);
    }

    /// <summary>Takes memory that is not given back, so that what comes after lies elsewhere.</summary>
    public void Allocate(uint bytes) =>
        bpf.MapCreate(new MapCreateAttributes { Type = MapType.Array, KeySize = 4, ValueSize = bytes, MaxEntries = 1 });

    public void Close(int fd) => bpf.Close(fd);

    public void Dispose() => bpf.Dispose();

    private static uint AddFunctions(BtfBuilder types, string name, uint prototype, BtfLinkage linkage)
    {
        uint first = types.AddFunction($"{name}0", prototype, linkage);
        for (int i = 1; i < MaximumFunctions; i++)
            types.AddFunction($"{name}{i}", prototype, linkage);
        return first;
    }

    private byte[] FunctionInfo(RandomProgram program)
    {
        int[] starts = CodeTargets.SubprogramStarts(program.Code);
        int count = Math.Min(starts.Length, MaximumFunctions);
        byte[] records = new byte[count * 8];
        for (int i = 0; i < count; i++)
        {
            FunctionKind kind = i > 0 && i <= program.Functions.Length ? program.Functions[i - 1] : FunctionKind.Static;
            BinaryPrimitives.WriteInt32LittleEndian(records.AsSpan(i * 8), starts[i]);
            BinaryPrimitives.WriteUInt32LittleEndian(records.AsSpan((i * 8) + 4), i == 0 ? mainFunction : firstFunctions[(int)kind] + (uint)i);
        }

        return records;
    }

    private string[] LogLines()
    {
        int end = Math.Max(Array.IndexOf(log, (byte)0), 0);
        // What matters is at the end; a log may have a million lines.
        int start = Math.Max(end - LogTailBytes, 0);
        return Encoding.UTF8.GetString(log, start, end - start).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string Reason(string[] lines)
    {
        // Which of several equal loops is seen first, and the precision marks of its states, are no part of the verdict.
        int last = Array.FindLastIndex(lines, static line => !line.StartsWith("processed ", StringComparison.Ordinal)
            && !line.StartsWith("stack depth", StringComparison.Ordinal) && !line.StartsWith("verification time ", StringComparison.Ordinal)
            && !line.StartsWith("old state:", StringComparison.Ordinal) && !line.StartsWith("cur state:", StringComparison.Ordinal));
        return last < 0 ? "" : Unended().Replace(lines[last], "");
    }

    [GeneratedRegex("^verification time .*\n|(?<=\\(18\\) r[0-9] = )0x[0-9a-f]{8,} *", RegexOptions.Multiline)]
    private static partial Regex Own();

    private static string Counts(string[] lines)
    {
        Match match = Statistics().Match(lines.Length == 0 ? "" : lines[^1]);
        return match.Success ? $"instructions {match.Groups[1].Value}, states {match.Groups[2].Value}" : "";
    }

    // A few of Linux's messages have no line end: the statistics follow in the same line.
    [GeneratedRegex("(verification time|stack depth|processed) .*")]
    private static partial Regex Unended();

    [GeneratedRegex(@"processed (\d+) insns .* total_states (\d+) ")]
    private static partial Regex Statistics();
}

using System.Buffers.Binary;
using System.Text;
using Nbpf.Runtime;
using Nbpf.Syscall;
using Xunit;

namespace Nbpf.Differential.Programs;

/// <summary>What a kernel says of a program.</summary>
/// <param name="Errno">None when accepted.</param>
/// <param name="Message">The last line of the log before the statistics; empty when accepted.</param>
internal readonly record struct Verdict(Errno Errno, string Message)
{
    public bool IsAccepted => Errno == Errno.None;
}

/// <summary>What a run did.</summary>
/// <param name="Errno">The command's answer.</param>
/// <param name="Result">r0.</param>
/// <param name="Bytes">Packet or context afterwards, then the contents of the arrays.</param>
internal sealed record RunOutcome(Errno Errno, uint Result, byte[] Bytes)
{
    public bool IsSame(RunOutcome other) => Errno == other.Errno && Result == other.Result && Bytes.AsSpan().SequenceEqual(other.Bytes);
}

/// <summary>A kernel with the maps and BTF that generated programs need.</summary>
internal sealed class TestKernel : IDisposable
{
    /// <summary>Size of the memory that global functions take.</summary>
    public const int MemoryBytes = 16;

    private const int MaximumFunctions = 32;
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
        ];
        mainFunction = types.AddFunction("main_program", plain, BtfLinkage.Global);
        SysResult result = bpf.BtfLoad(types.ToBytes(), 0, [], out _);
        Assert.False(result.IsError, result.ToString());
        btf = result.Value;
    }

    public ProgramMaps Maps { get; }

    public static BpfRuntime Make(ExecutionEngine engine) =>
        new(new BpfRuntimeOptions { CpuCount = 2, MemoryLimitBytes = 1UL << 28, Engine = engine });

    /// <summary>Verifies a program; the caller closes what it gets.</summary>
    public Verdict Load(RandomProgram program, out int fd)
    {
        ProgLoadAttributes attributes = new()
        {
            Type = program.Type,
            Instructions = program.Bind(Maps),
            License = "GPL",
            LogLevel = 1,
            Flags = program.Flags,
            BtfFd = btf,
            FuncInfo = FunctionInfo(program),
        };
        SysResult result = bpf.ProgLoad(attributes, log, out _);
        if (result.Errno == Errno.ENOSPC)
            result = bpf.ProgLoad(attributes with { LogLevel = 0 }, [], out _);
        fd = result.Value;
        return new(result.Errno, result.IsError ? LastLine() : "");
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

    private string LastLine()
    {
        int end = Array.IndexOf(log, (byte)0);
        string[] lines = Encoding.UTF8.GetString(log, 0, Math.Max(end, 0)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        // Which of several equal loops is seen first, and the precision marks of its states, are no part of the verdict.
        int last = Array.FindLastIndex(lines, static line => !line.StartsWith("processed ", StringComparison.Ordinal)
            && !line.StartsWith("old state:", StringComparison.Ordinal) && !line.StartsWith("cur state:", StringComparison.Ordinal));
        return last < 0 ? "" : lines[last].Split("processed ")[0];
    }
}

/// <summary>One input for runs.</summary>
/// <param name="Seed">What the arrays hold.</param>
/// <param name="Packet">For programs on packets.</param>
/// <param name="Context">For the others.</param>
internal sealed record ProgramInput(int Seed, byte[] Packet, byte[] Context)
{
    /// <summary>Inputs of several lengths, the shortest that Linux takes included.</summary>
    public static ProgramInput[] Make(int seed)
    {
        Random random = new(seed);
        int[] lengths = [14, 15 + random.Next(20), 64, 60 + random.Next(70)];
        return [.. lengths.Select((length, i) => new ProgramInput(seed + i, Bytes(random, length), Bytes(random, 96)))];
    }

    private static byte[] Bytes(Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        for (int i = 0; i < length; i += random.Next(1, 4))
            bytes[i] = (byte)random.Next(16);
        return bytes;
    }
}

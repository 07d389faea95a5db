using Nbpf.Fuzz.Boundary;
using Nbpf.Isa;
using Nbpf.Syscall;

namespace Nbpf.Fuzz.Targets;

/// <summary>Makes commands of bytes. What commands gave is what the next ones mostly name; they name what there is not as well.</summary>
/// <param name="guarded">The kernel.</param>
internal sealed class CommandStream(GuardedKernel guarded)
{
    /// <summary>Where the in-process kernel's names are.</summary>
    public const string PinRoot = "/sys/fs/bpf";

    private static readonly uint[] Lengths = [0, 1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 64, 255, 256, 4096, 8192, 65535, 65536];

    private static readonly MapType[] MapTypes =
    [
        MapType.Array, MapType.Hash, MapType.PerCpuArray, MapType.PerCpuHash, MapType.LruHash, MapType.ProgramArray, MapType.ArrayOfMaps, MapType.HashOfMaps, MapType.RingBuf,
    ];

    private static readonly (ProgramType Type, Instruction[] Code)[] Programs =
    [
        .. InstructionSeeds.Programs.Select(static program => (program.Type, Assembler.Assemble(program.Text))),
        (ProgramType.SchedCls, Assembler.Assemble("r0 = -1\nexit")),
    ];

    private static readonly string[] Names = ["a", "b", "d", "d/a", "d/b", "", ".", "..", "a.b", "d/", "//a", "a\0b", "\ud800", "../../../x", new string('n', 255), new string('n', 256), new string('/', 4096)];

    private static readonly byte[] Types = InstructionDebugInfo.Types;

    private readonly GuardedKernel kernel = guarded;
    private readonly List<int> descriptors = [];

    private delegate SysResult Command(CommandStream stream, ref InputReader input);

    /// <summary>Every command, by the name of its method.</summary>
    public static IReadOnlyList<string> CommandNames => [.. Commands.Select(static command => command.Name)];

    // What makes objects weighs more: without objects nothing else has anything to do.
    private static readonly (string Name, int Weight, Command Run)[] Commands =
    [
        (nameof(IBpf.MapCreate), 8, static (stream, ref input) => stream.MapCreate(ref input)),
        (nameof(IBpf.ProgLoad), 6, static (stream, ref input) => stream.ProgLoad(ref input)),
        (nameof(IBpf.MapUpdateElem), 4, static (stream, ref input) => stream.kernel.MapUpdateElem(stream.Fd(ref input), Buffer(ref input), stream.Value(ref input), input.Long())),
        (nameof(IBpf.MapLookupElem), 1, static (stream, ref input) => stream.kernel.MapLookupElem(stream.Fd(ref input), Buffer(ref input), Buffer(ref input), input.Long())),
        (nameof(IBpf.MapDeleteElem), 1, static (stream, ref input) => stream.kernel.MapDeleteElem(stream.Fd(ref input), Buffer(ref input))),
        (nameof(IBpf.MapLookupAndDeleteElem), 1, static (stream, ref input) => stream.kernel.MapLookupAndDeleteElem(stream.Fd(ref input), Buffer(ref input), Buffer(ref input), input.Long())),
        (nameof(IBpf.MapGetNextKey), 1, static (stream, ref input) => stream.kernel.MapGetNextKey(stream.Fd(ref input), Buffer(ref input), Buffer(ref input))),
        (nameof(IBpf.MapLookupBatch), 1, static (stream, ref input) =>
        {
            uint count = input.Number();
            return stream.kernel.MapLookupBatch(stream.Fd(ref input), Buffer(ref input), Buffer(ref input), Buffer(ref input), Buffer(ref input), ref count, input.Long(), input.Long());
        }),
        (nameof(IBpf.MapLookupAndDeleteBatch), 1, static (stream, ref input) =>
        {
            uint count = input.Number();
            return stream.kernel.MapLookupAndDeleteBatch(stream.Fd(ref input), Buffer(ref input), Buffer(ref input), Buffer(ref input), Buffer(ref input), ref count, input.Long(), input.Long());
        }),
        (nameof(IBpf.MapUpdateBatch), 1, static (stream, ref input) =>
        {
            uint count = input.Number();
            return stream.kernel.MapUpdateBatch(stream.Fd(ref input), Buffer(ref input), stream.Value(ref input), ref count, input.Long(), input.Long());
        }),
        (nameof(IBpf.MapDeleteBatch), 1, static (stream, ref input) =>
        {
            uint count = input.Number();
            return stream.kernel.MapDeleteBatch(stream.Fd(ref input), Buffer(ref input), ref count, input.Long(), input.Long());
        }),
        (nameof(IBpf.MapFreeze), 1, static (stream, ref input) => stream.kernel.MapFreeze(stream.Fd(ref input))),
        (nameof(IBpf.ProgTestRun), 3, static (stream, ref input) => stream.ProgTestRun(ref input)),
        (nameof(IBpf.MapGetInfo), 1, static (stream, ref input) => stream.kernel.MapGetInfo(stream.Fd(ref input), out _)),
        (nameof(IBpf.ProgGetInfo), 1, static (stream, ref input) => stream.kernel.ProgGetInfo(stream.Fd(ref input), out _)),
        (nameof(IBpf.BtfGetInfo), 1, static (stream, ref input) => stream.kernel.BtfGetInfo(stream.Fd(ref input), out _)),
        (nameof(IBpf.ObjGetNextId), 1, static (stream, ref input) => stream.kernel.ObjGetNextId((BpfObjectKind)(input.Byte() % 4), input.Number(), out _)),
        (nameof(IBpf.ObjGetFdById), 1, static (stream, ref input) => stream.Opened(stream.kernel.ObjGetFdById((BpfObjectKind)(input.Byte() % 4), input.Number(), input.Number(), (int)input.Number()))),
        (nameof(IBpf.BtfLoad), 1, static (stream, ref input) => stream.Opened(stream.kernel.BtfLoad(input.Byte() < 128 ? Types : Buffer(ref input), input.Number(), Buffer(ref input), out _))),
        (nameof(IBpf.ObjPin), 2, static (stream, ref input) => stream.kernel.ObjPin(Name(ref input), stream.Fd(ref input), Flag(ref input), Flag(ref input) == 0 ? 0 : stream.Fd(ref input))),
        (nameof(IBpf.ObjGet), 1, static (stream, ref input) => stream.Opened(stream.kernel.ObjGet(Name(ref input), Flag(ref input), Flag(ref input) == 0 ? 0 : stream.Fd(ref input)))),
        (nameof(IBpf.ObjUnpin), 1, static (stream, ref input) => stream.kernel.ObjUnpin(Name(ref input))),
        (nameof(IBpf.MakeDirectory), 1, static (stream, ref input) => stream.kernel.MakeDirectory(Name(ref input))),
        (nameof(IBpf.LinkCreate), 1, static (stream, ref input) => stream.Opened(stream.kernel.LinkCreate(new LinkCreateAttributes
        {
            ProgramFd = stream.Fd(ref input),
            Target = (int)input.Number(),
            AttachType = Hook(ref input),
            Flags = Flag(ref input),
            Options = stream.Options(ref input),
        }))),
        (nameof(IBpf.LinkUpdate), 1, static (stream, ref input) => stream.kernel.LinkUpdate(stream.Fd(ref input), stream.Fd(ref input), Flag(ref input), Flag(ref input) == 0 ? 0 : stream.Fd(ref input))),
        (nameof(IBpf.LinkDetach), 1, static (stream, ref input) => stream.kernel.LinkDetach(stream.Fd(ref input))),
        (nameof(IBpf.LinkGetInfo), 1, static (stream, ref input) => stream.kernel.LinkGetInfo(stream.Fd(ref input), out _)),
        (nameof(IBpf.ProgAttach), 1, static (stream, ref input) => stream.kernel.ProgAttach(stream.Attachment(ref input))),
        (nameof(IBpf.ProgDetach), 1, static (stream, ref input) => stream.kernel.ProgDetach(stream.Attachment(ref input))),
        (nameof(IBpf.ProgQuery), 1, static (stream, ref input) => stream.kernel.ProgQuery(new ProgQueryArguments
        {
            Target = (int)input.Number(),
            AttachType = Hook(ref input),
            QueryFlags = Flag(ref input),
            ProgramIds = new uint[input.Byte() % 8],
            ProgramFlags = new uint[input.Byte() % 8],
            LinkIds = new uint[input.Byte() % 8],
            LinkFlags = new uint[input.Byte() % 8],
        })),
        (nameof(IBpf.RawTracepointOpen), 1, static (stream, ref input) => stream.Opened(stream.kernel.RawTracepointOpen(input.Byte() switch { < 32 => null, < 192 => "event", _ => "other" }, stream.Fd(ref input), input.Long()))),
        (nameof(IBpf.EnableStats), 1, static (stream, ref input) => stream.Opened(stream.kernel.EnableStats((StatsType)Flag(ref input)))),
        (nameof(IBpf.IterCreate), 1, static (stream, ref input) => stream.Opened(stream.kernel.IterCreate(stream.Fd(ref input), Flag(ref input)))),
        (nameof(IBpf.ProgBindMap), 1, static (stream, ref input) => stream.kernel.ProgBindMap(stream.Fd(ref input), stream.Fd(ref input), Flag(ref input))),
        (nameof(IBpf.TokenCreate), 1, static (stream, ref input) => stream.Opened(stream.kernel.TokenCreate(stream.Fd(ref input), Flag(ref input)))),
        (nameof(IBpf.TaskFdQuery), 1, static (stream, ref input) => stream.kernel.TaskFdQuery(input.Byte() < 200 ? Environment.ProcessId : (int)input.Number(), stream.Fd(ref input), Flag(ref input), out _)),
        (nameof(IBpf.ProgStreamRead), 1, static (stream, ref input) => stream.kernel.ProgStreamRead(stream.Fd(ref input), input.Number(), Buffer(ref input))),
        (nameof(IBpf.Read), 1, static (stream, ref input) => stream.kernel.Read(stream.Fd(ref input), Buffer(ref input))),
        (nameof(IBpf.MapMmap), 1, static (stream, ref input) => stream.MapMmap(ref input)),
        (nameof(IBpf.PollCreate), 1, static (stream, ref input) => stream.PollCreate(ref input)),
        (nameof(IBpf.Close), 2, static (stream, ref input) => stream.kernel.Close(stream.Fd(ref input))),
    ];

    private static readonly Command[] Weighted = [.. Commands.SelectMany(static command => Enumerable.Repeat(command.Run, command.Weight))];

    /// <summary>Gives the kernel the next command.</summary>
    /// <param name="input">The bytes.</param>
    public SysResult Next(ref InputReader input) => Weighted[input.Byte() % Weighted.Length](this, ref input);

    /// <summary>Closes everything that is open.</summary>
    public void Close()
    {
        foreach (int fd in descriptors) kernel.Close(fd);
    }

    private static uint Flag(ref InputReader input) => input.Byte() switch { < 160 => 0, < 240 and var bit => 1u << (bit % 16), _ => input.Word() };

    private SysResult Opened(SysResult result)
    {
        if (!result.IsError) descriptors.Add(result.Value);
        return result;
    }

    private int Fd(ref InputReader input) => input.Byte() switch
    {
        < 240 and var index when descriptors.Count > 0 => descriptors[index % descriptors.Count],
        255 => (int)input.Word(),
        var number => number % 32 - 1,
    };

    private static byte[] Buffer(ref InputReader input)
    {
        int length = (int)Lengths[input.Byte() % Lengths.Length];
        byte[] bytes = new byte[length];
        input.Bytes(Math.Min(length, 4)).CopyTo(bytes, 0);
        return bytes;
    }

    // Values of maps of maps and program arrays are descriptors.
    private byte[] Value(ref InputReader input) => input.Byte() < 96 ? BitConverter.GetBytes(Fd(ref input)) : Buffer(ref input);

    private static string Name(ref InputReader input) => input.Byte() < 230 ? $"{PinRoot}/{Names[input.Byte() % Names.Length]}" : Names[input.Byte() % Names.Length];

    private static AttachType Hook(ref InputReader input) => input.Byte() switch { < 80 => AttachType.TcxIngress, < 120 => AttachType.TcxEgress, < 220 => AttachType.Xdp, var other => (AttachType)(other - 200) };

    private LinkOptions? Options(ref InputReader input) => input.Byte() switch
    {
        < 160 => null,
        < 220 => new OrderedLinkOptions(Fd(ref input), input.Long()),
        _ => new NetfilterLinkOptions(input.Number(), input.Number(), (int)input.Number()),
    };

    private ProgAttachAttributes Attachment(ref InputReader input) => new()
    {
        Target = (int)input.Number(),
        ProgramFd = Fd(ref input),
        AttachType = Hook(ref input),
        Flags = Flag(ref input),
        ReplacedProgramFd = Fd(ref input),
        Relative = Fd(ref input),
        ExpectedRevision = input.Long(),
    };

    private SysResult MapCreate(ref InputReader input)
    {
        MapType type = input.Byte() is < 240 and var index ? MapTypes[index % MapTypes.Length] : (MapType)(input.Byte() % 40);
        bool isPlain = input.Byte() < 180;
        bool holdsDescriptors = type is MapType.ProgramArray or MapType.ArrayOfMaps or MapType.HashOfMaps;
        return Opened(kernel.MapCreate(new MapCreateAttributes
        {
            Type = type,
            KeySize = isPlain ? type == MapType.RingBuf ? 0u : 4 : input.Number(),
            ValueSize = isPlain ? type == MapType.RingBuf ? 0u : holdsDescriptors ? 4u : 8 : input.Number(),
            MaxEntries = type == MapType.RingBuf && isPlain ? 4096u : input.Number(),
            Flags = (MapFlags)Flag(ref input),
            InnerMapFd = type is MapType.ArrayOfMaps or MapType.HashOfMaps ? Fd(ref input) : (int)Flag(ref input),
            NumaNode = Flag(ref input),
            Name = isPlain ? "" : Names[input.Byte() % Names.Length],
            BtfFd = isPlain ? 0 : Fd(ref input),
            BtfKeyTypeId = Flag(ref input),
            BtfValueTypeId = Flag(ref input),
            Extra = Flag(ref input),
        }));
    }

    private SysResult ProgLoad(ref InputReader input)
    {
        (ProgramType type, Instruction[] code) = Programs[input.Byte() % Programs.Length];
        // Maps that are named are those that there are.
        code = [.. code];
        for (int i = 0; i < code.Length; i++)
        {
            if (code[i].IsWide && code[i].Source is PseudoImmediate.MapFd or PseudoImmediate.MapValue) code[i] = code[i] with { Immediate = Fd(ref input) };
        }
        bool isPlain = input.Byte() < 200;
        return Opened(kernel.ProgLoad(
            new ProgLoadAttributes
            {
                Type = isPlain ? type : (ProgramType)(input.Byte() % 40),
                Instructions = code,
                License = isPlain ? "GPL" : input.Byte() < 128 ? null : "",
                Flags = type == ProgramType.Syscall ? ProgramFlags.Sleepable : isPlain ? 0 : (ProgramFlags)Flag(ref input),
                ExpectedAttachType = isPlain ? 0 : (AttachType)(input.Byte() % 64),
                Name = isPlain ? "" : Names[input.Byte() % Names.Length],
                BtfFd = Fd(ref input),
                FuncInfo = input.Byte() < 128 ? InstructionDebugInfo.Functions(code) : Array.Empty<byte>(),
                LineInfo = isPlain ? Array.Empty<byte>() : Buffer(ref input),
                LogLevel = isPlain ? 0 : input.Number(),
                AttachFd = isPlain ? 0 : Fd(ref input),
                AttachBtfId = isPlain ? 0 : input.Number(),
                FdArray = isPlain ? Array.Empty<int>() : new[] { Fd(ref input), Fd(ref input) },
                InterfaceIndex = isPlain ? 0 : Flag(ref input),
            },
            isPlain ? [] : Buffer(ref input),
            out _));
    }

    private SysResult ProgTestRun(ref InputReader input)
    {
        bool isPlain = input.Byte() < 160;
        byte[] context = isPlain ? [] : Buffer(ref input);
        return kernel.ProgTestRun(Fd(ref input), new ProgTestRunArguments
        {
            DataIn = isPlain ? new byte[64] : Buffer(ref input),
            DataOut = Buffer(ref input),
            ContextIn = context,
            ContextOut = Buffer(ref input),
            Repeat = (uint)(input.Byte() % 4),
            Flags = isPlain ? 0 : (TestRunFlags)Flag(ref input),
            Cpu = isPlain ? 0 : input.Number(),
            BatchSize = isPlain ? 0 : Flag(ref input),
        });
    }

    private SysResult MapMmap(ref InputReader input)
    {
        SysResult result = kernel.MapMmap(Fd(ref input), input.Byte() < 128 ? 0 : input.Long(), input.Byte() < 160 ? Environment.SystemPageSize : (int)input.Number(), input.Byte() < 160, out MappedMemory? memory);
        if (memory is null) return result;
        using (memory)
        {
            Span<byte> bytes = memory.GetSpan();
            if (memory.IsWritable) (bytes[0], bytes[^1]) = (1, 2);
        }
        return result;
    }

    private SysResult PollCreate(ref InputReader input)
    {
        SysResult result = kernel.PollCreate(out IBpfPoll? poll);
        if (poll is null) return result;
        using (poll)
        {
            int fd = Fd(ref input);
            poll.Add(fd, input.Byte() < 64);
            poll.Add(Fd(ref input));
            poll.Wait(new int[input.Byte() % 4], 0);
            poll.Remove(fd);
        }
        return result;
    }
}

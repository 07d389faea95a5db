using System.Collections.Immutable;
using Nbpf.Syscall;

namespace Nbpf.Comparison.Commands;

/// <summary>Reads the text of command sequences.</summary>
internal static class CommandReader
{
    public static CommandSequence Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        ImmutableArray<Command>.Builder commands = ImmutableArray.CreateBuilder<Command>();
        int offset = 0;
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            int start = offset;
            string line = lines[i];
            offset += lines[i].Length + 1;
            List<string> body = [];
            while (i + 1 < lines.Length && lines[i + 1].StartsWith("| ", StringComparison.Ordinal))
            {
                body.Add(lines[++i][2..]);
                offset += lines[i].Length + 1;
            }

            if (line.Trim().Length == 0 || line[0] is '=' or '#') continue;
            try
            {
                commands.Add(Command(new(line), string.Join('\n', body)));
            }
            catch (Exception error) when (error is FormatException or OverflowException or ArgumentException)
            {
                throw new BpfFormatException($"command '{line}': {error.Message}", start);
            }
        }

        return new(commands.ToImmutable());
    }

    private static Command Command(CommandLine line, string body)
    {
        string verb = line.Next();
        Command command = verb switch
        {
            "map" => Create(line),
            "update" => new MapUpdate(line.Next(), line.Operand(), line.Operand(), line.Number("flags")),
            "lookup" or "take" => new MapLookup(line.Next(), line.Operand(), line.Number("flags"), verb == "take", line.Room()),
            "delete" => new MapDelete(line.Next(), line.Operand()),
            "next" => new MapNextKey(line.Next(), line.Operand(), line.Room()),
            "batch-lookup" or "batch-take" => new MapLookupBatch(line.Next(), line.Operand(), line.Count(), line.Number("element-flags"), line.Number("flags"), verb == "batch-take"),
            "batch-update" => new MapUpdateBatch(line.Next(), line.Operand(), line.Operand(), line.Count(), line.Number("element-flags"), line.Number("flags")),
            "batch-delete" => new MapDeleteBatch(line.Next(), line.Operand(), line.Count(), line.Number("element-flags"), line.Number("flags")),
            "walk" or "drain" => new MapDrain(line.Next(), line.Count(), verb == "drain"),
            "contents" => new MapContents(line.Next()),
            "freeze" => new MapFreeze(line.Next()),
            "info" => new MapGetInfo(line.Next()),
            "memory" => new MapMemory(line.Next()),
            "mapped" => new MapMapped(line.Next(), line.Number("offset"), checked((uint)line.Number("length")), line.Number("write") != 0),
            "records" => new RingRecords(line.Next()),
            "btf" => new BtfLoad(line.Next(), line.Operand()),
            "load" => new ProgramLoad(line.Next(), line.Enum<ProgramType>(), body, line.Word("license", "GPL")),
            "run" => new ProgramRun(line.Next(), line.Operand(), (uint)line.Number("repeat")),
            "program-info" => new ProgramGetInfo(line.Next()),
            "bind" => new ProgramBindMap(line.Next(), line.Next(), (uint)line.Number("flags")),
            "link" => new LinkCreate(line.Next(), line.Next(), line.Enum<AttachType>(), line.Signed("interface"), (uint)line.Number("flags")),
            "link-update" => new LinkChange(line.Next(), line.Next(), (uint)line.Number("flags")),
            "link-detach" => new LinkChange(line.Next()),
            "by-id" => new ObjectById(line.Next(), line.Enum<BpfObjectKind>(), line.Next(), (uint)line.Number("flags")),
            "next-id" => new ObjectNextId(line.Enum<BpfObjectKind>(), line.Next()),
            "pin" => new ObjectPin(line.Next(), line.Next(), (uint)line.Number("flags")),
            "get" => new ObjectGet(line.Next(), line.Next(), (uint)line.Number("flags")),
            "unpin" => new ObjectUnpin(line.Next()),
            "close" => new ObjectClose(line.Next()),
            _ => throw new FormatException($"'{verb}' is no command"),
        };
        line.End();
        return body.Length == 0 || verb == "load" ? command : throw new FormatException($"'{verb}' has no body");
    }

    private static MapCreate Create(CommandLine line)
    {
        string name = line.Next();
        MapCreateAttributes attributes = new()
        {
            Type = line.Enum<MapType>(),
            KeySize = (uint)line.Number("key"),
            ValueSize = (uint)line.Number("value"),
            MaxEntries = (uint)line.Number("max"),
            Flags = line.Flags<MapFlags>("flags"),
            Name = line.Word("name").Replace('␣', ' '),
            Extra = line.Number("extra"),
            NumaNode = (uint)line.Number("node"),
            InterfaceIndex = (uint)line.Number("interface"),
            BtfKeyTypeId = (uint)line.Number("key-type"),
            BtfValueTypeId = (uint)line.Number("value-type"),
            BtfVmlinuxValueTypeId = (uint)line.Number("kernel-type"),
        };
        return new(name, attributes, line.Word("inner"), line.Word("btf"));
    }
}

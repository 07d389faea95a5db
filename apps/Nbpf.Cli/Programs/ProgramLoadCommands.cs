using Nbpf.Cli.Maps;
using Nbpf.Links;
using Nbpf.Loading;
using Nbpf.Syscall;

namespace Nbpf.Cli.Programs;

/// <summary>The verbs of <c>nbpf prog</c> that leave something in the kernel: load, pin, attach.</summary>
internal static class ProgramLoadCommands
{
    /// <summary>What follows <c>prog load</c> and <c>prog loadall</c>.</summary>
    public const string LoadGrammar = "OBJ PATH [type TYPE] [map name NAME MAP] [pinmaps DIR] [autoattach]";

    /// <summary>What follows <c>prog attach</c> and <c>prog detach</c>.</summary>
    public const string AttachGrammar = "PROG sk_msg_verdict|sk_skb_verdict|sk_skb_stream_verdict|sk_skb_stream_parser|flow_dissector [MAP]";

    /// <summary><c>prog load</c>: every program is loaded, the first one is pinned.</summary>
    public static void Load(CommandContext context, Words words) => Load(context, words, all: false);

    /// <summary><c>prog loadall</c>: every program is pinned in a directory under its name.</summary>
    public static void LoadAll(CommandContext context, Words words) => Load(context, words, all: true);

    /// <summary><c>prog pin PROG FILE</c></summary>
    public static void Pin(CommandContext context, Words words)
    {
        using IBpf kernel = context.OpenKernel();
        using ProgramSelection selection = ProgramSelection.Open(kernel, words);
        string path = words.Next("a file in a BPF file system");
        words.End();
        using BpfProgram program = BpfProgram.OpenById(kernel, selection.Info().Id);
        program.Pin(path);
    }

    /// <summary><c>prog attach PROG ATTACH_TYPE [MAP]</c></summary>
    public static void Attach(CommandContext context, Words words) => Change(context, words, static (hook, program) => hook.Attach(program));

    /// <summary><c>prog detach PROG ATTACH_TYPE [MAP]</c></summary>
    public static void Detach(CommandContext context, Words words) => Change(context, words, static (hook, program) => hook.Detach(program));

    private static void Load(CommandContext context, Words words, bool all)
    {
        using IBpf kernel = context.OpenKernel();
        string file = words.Next("an object file"), path = words.Next("a path in a BPF file system");
        ObjectSpec spec = ObjectSpec.Read(InputFile.Read(file), Path.GetFileName(file));
        if (spec.Programs.IsEmpty) throw new CommandException($"load '{file}'", "it has no programs");
        Dictionary<string, BpfMap> maps = new(StringComparer.Ordinal);
        try
        {
            string? mapDirectory = null;
            bool attaches = false;
            while (!words.AtEnd)
            {
                if (words.Take("type")) SetType(spec, words.Next("a program type"));
                else if (words.Take("map")) AddReplacement(kernel, spec, words, maps);
                else if (words.Take("pinmaps")) mapDirectory = words.Next("a directory in a BPF file system");
                else if (words.Take("autoattach")) attaches = true;
                else words.End();
            }

            using BpfObject loaded = BpfObject.Load(kernel, spec, new BpfLoadOptions { MapReplacements = maps });
            Keep(loaded, path, mapDirectory, attaches, all);
        }
        finally
        {
            foreach (BpfMap map in maps.Values) map.Dispose();
        }
    }

    /// <summary>Pins programs, or their links, and maps: everything or nothing.</summary>
    private static void Keep(BpfObject loaded, string path, string? mapDirectory, bool attaches, bool all)
    {
        List<Action> undo = [];
        List<BpfLink> links = [];
        try
        {
            foreach (BpfProgram program in all ? loaded.Spec.Programs.Select(p => loaded.Program(p.Name)) : [loaded.Program(loaded.Spec.Programs[0].Name)])
            {
                string pin = all ? Path.Combine(path, program.Name) : path;
                if (attaches && SectionTarget.Of(program.Spec!) is { } target)
                {
                    BpfLink link = program.Attach(target);
                    links.Add(link);
                    link.Pin(pin);
                    undo.Add(link.Unpin);
                }
                else
                {
                    program.Pin(pin);
                    undo.Add(program.Unpin);
                }
            }

            if (mapDirectory is not null) loaded.PinMaps(mapDirectory);
        }
        catch
        {
            foreach (Action unpin in undo) unpin();
            throw;
        }
        finally
        {
            foreach (BpfLink link in links) link.Dispose();
        }
    }

    private static void SetType(ObjectSpec spec, string name)
    {
        ProgramType? type = Enum.GetValues<ProgramType>().Cast<ProgramType?>().FirstOrDefault(known => KernelNames.Of(known!.Value) == name);
        SectionDefinition? section = SectionTable.Find(name, out _);
        if (type is null && section is null) throw new UsageException($"a program type expected, found '{name}'");
        foreach (ProgramSpec program in spec.Programs)
        {
            program.Type = section?.Type ?? type!.Value;
            if (section is not null) program.AttachType = section.AttachType;
        }
    }

    private static void AddReplacement(IBpf kernel, ObjectSpec spec, Words words, Dictionary<string, BpfMap> maps)
    {
        if (!words.Take("name")) throw new UsageException($"'name' expected after 'map': {LoadGrammar}");
        string name = words.Next("a map's name");
        if (spec.Maps.All(map => map.Name != name)) throw new CommandException($"replace map '{name}'", "the object has no such map");
        if (maps.ContainsKey(name)) throw new UsageException($"map '{name}' is replaced twice");
        maps.Add(name, MapSelection.Open(kernel, words));
    }

    private static void Change(CommandContext context, Words words, Action<ProgramHook, BpfProgram> change)
    {
        using IBpf kernel = context.OpenKernel();
        using ProgramSelection selection = ProgramSelection.Open(kernel, words);
        string name = words.Next("an attach type");
        AttachType type = name switch
        {
            "sk_msg_verdict" or "msg_verdict" => AttachType.SkMsgVerdict,
            "sk_skb_verdict" or "skb_verdict" => AttachType.SkSkbVerdict,
            "sk_skb_stream_verdict" or "stream_verdict" => AttachType.SkSkbStreamVerdict,
            "sk_skb_stream_parser" or "stream_parser" => AttachType.SkSkbStreamParser,
            "flow_dissector" => AttachType.FlowDissector,
            _ => throw new UsageException($"unknown attach type '{name}': {AttachGrammar}"),
        };
        using BpfProgram program = BpfProgram.OpenById(kernel, selection.Info().Id);
        using BpfMap? map = type == AttachType.FlowDissector ? null : MapSelection.Open(kernel, words);
        words.End();
        change(new ProgramHook(kernel, map?.Fd ?? 0, type), program);
    }
}

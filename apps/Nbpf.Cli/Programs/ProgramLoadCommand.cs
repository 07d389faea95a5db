using Nbpf.Cli.Maps;
using Nbpf.Cli.Shell;
using Nbpf.Specs;
using Nbpf.Syscall;

namespace Nbpf.Cli.Programs;

/// <summary><c>prog load</c> and <c>prog loadall</c>: put an object's programs into a kernel and give them names in a BPF file system, where they stay.</summary>
internal static class ProgramLoadCommand
{
    /// <summary>The grammar behind both verbs.</summary>
    public const string Grammar = "OBJ PATH [type TYPE] [map {idx N | name NAME} {id N | pinned PATH | name NAME}] [pinmaps DIR]";

    /// <summary>Loads every program and pins the first at the path, as bpftool does.</summary>
    public static void LoadFirst(CommandContext context, Words words) => Load(context, words, static (loaded, spec, path) =>
    {
        ProgramSpec first = spec.Programs.First(static program => program.IsAutoloaded);
        loaded.Program(first.Name).Pin(path);
    });

    /// <summary>Loads every program and pins each in the directory under its name.</summary>
    public static void LoadAll(CommandContext context, Words words) => Load(context, words, static (loaded, _, directory) => loaded.PinPrograms(directory));

    private static void Load(CommandContext context, Words words, Action<BpfObject, ObjectSpec, string> pin)
    {
        string file = words.Next("an object file"), path = words.Next("a path in a BPF file system");
        if (context.Backend == KernelChoice.User) throw new CommandException($"load '{file}'", "what is pinned in the in-process kernel ends with this command: use --backend linux");
        ObjectSpec spec = InputFile.ReadObjectToStay(file);
        if (!spec.Programs.Any(static program => program.IsAutoloaded)) throw new CommandException($"load '{file}'", "it has no program that is loaded by default");
        using IBpf kernel = context.OpenKernel();
        Dictionary<string, BpfMap> replacements = new(StringComparer.Ordinal);
        try
        {
            string? mapDirectory = ReadOptions(words, kernel, spec, replacements);
            using BpfObject loaded = BpfObject.Load(kernel, spec, new BpfLoadOptions { MapReplacements = replacements });
            Pin(loaded, mapDirectory, () => pin(loaded, spec, path));
        }
        finally
        {
            foreach (BpfMap map in replacements.Values) map.Dispose();
        }
        if (context.Json) context.WriteJson(static json => json.WriteNullValue());
    }

    private static string? ReadOptions(Words words, IBpf kernel, ObjectSpec spec, Dictionary<string, BpfMap> replacements)
    {
        string? mapDirectory = null;
        while (!words.AtEnd)
        {
            if (words.Take("type")) SetType(spec, words.Next("a program type"));
            else if (words.Take("map")) ReplaceMap(words, kernel, spec, replacements);
            else if (words.Take("pinmaps")) mapDirectory = words.Next("a directory");
            else throw new UsageException($"expected 'type', 'map' or 'pinmaps', found '{words.Peek}'");
        }
        return mapDirectory;
    }

    // TYPE is what stands in SEC(): it says the attach type too.
    private static void SetType(ObjectSpec spec, string type)
    {
        SectionDefinition definition = SectionTable.Find(type, out string target) ?? throw new UsageException($"unknown program type '{type}': expected a section name such as 'xdp' or 'cgroup_skb/egress'");
        foreach (ProgramSpec program in spec.Programs)
        {
            program.Type = definition.Type;
            program.AttachType = definition.AttachType;
            program.IsAttachTypeOptional = definition.Traits.HasFlag(SectionTraits.OptionalAttachType);
            program.HasKernelTarget = definition.Traits.HasFlag(SectionTraits.KernelTarget);
            if (target.Length > 0) program.AttachTarget = target;
            program.Flags &= ~(ProgramFlags.Sleepable | ProgramFlags.XdpHasFrags);
            if (definition.Traits.HasFlag(SectionTraits.Sleepable)) program.Flags |= ProgramFlags.Sleepable;
            if (definition.Traits.HasFlag(SectionTraits.XdpFragments)) program.Flags |= ProgramFlags.XdpHasFrags;
        }
    }

    private static void ReplaceMap(Words words, IBpf kernel, ObjectSpec spec, Dictionary<string, BpfMap> replacements)
    {
        MapSpec map;
        if (words.Take("idx"))
        {
            uint index = words.NextNumber("a map's index");
            map = index < spec.Maps.Length ? spec.Maps[(int)index] : throw new CommandException($"find map {index} of the object", $"it has {spec.Maps.Length}");
        }
        else if (words.Take("name"))
        {
            string name = words.Next("a map's name");
            map = spec.Maps.FirstOrDefault(map => map.Name == name) ?? throw new CommandException($"find map '{name}' of the object", $"it has {string.Join(", ", spec.Maps.Select(map => map.Name))}");
        }
        else
        {
            throw new UsageException("'idx N' or 'name NAME' expected after 'map'");
        }
        BpfMap replacement = MapSelection.Open(kernel, words);
        if (replacements.TryAdd(map.Name, replacement)) return;
        replacement.Dispose();
        throw new UsageException($"map '{map.Name}' is replaced twice");
    }

    private static void Pin(BpfObject loaded, string? mapDirectory, Action pinPrograms)
    {
        if (mapDirectory is not null) loaded.PinMaps(mapDirectory);
        try
        {
            pinPrograms();
        }
        catch (BpfException) when (mapDirectory is not null)
        {
            loaded.UnpinMaps(mapDirectory);
            throw;
        }
    }
}

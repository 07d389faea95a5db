using Nbpf.Linking;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Runtime.Tests.Linking;

/// <summary>Linked objects do in both kernels what the same source does as one file, and what bpftool's linked object does.</summary>
public sealed class LinkedProgramTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Nbpf.Runtime.Tests", "Linking");

    // What one run of either program changed, and the answer.
    private static readonly string[] Runs = ["first", "second", "first", "first", "second", "second"];

    public static TheoryData<string, bool> OrdersAndKernels => new()
    {
        { "first second", false },
        { "second first", false },
        { "first second", true },
        { "second first", true },
    };

    [Theory]
    [MemberData(nameof(OrdersAndKernels))]
    public void Run_OfLinkedFiles_DoesWhatTheSingleFileDoes(string files, bool onLinux)
    {
        using IBpf kernel = Open(onLinux);

        Assert.Equal(Transcript(kernel, Compile("first", "SINGLE_FILE")), Transcript(kernel, Link(files)));
    }

    // In the other order bpftool leaves the maps where their declarations were, and no loader finds them.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Load_OfLinkedFiles_GivesTheProgramsOfBpftoolsObject(bool onLinux)
    {
        using IBpf kernel = Open(onLinux);
        byte[] bpftools = LinkWithBpftool("second first"), ours = Link("second first");

        Assert.Equal(Programs(kernel, bpftools), Programs(kernel, ours));
        Assert.Equal(Transcript(kernel, bpftools), Transcript(kernel, ours));
    }

    [Theory]
    [InlineData("first second")]
    [InlineData("second first")]
    public void Load_ByLibbpf_TakesLinkedFiles(string files)
    {
        string? bpftool = ToolRun.Find("bpftool");
        Assert.SkipWhen(bpftool is null, "bpftool is not installed");
        using IBpf kernel = Open(onLinux: true);
        byte[] linked = Link(files);
        string folder = Directory.CreateTempSubdirectory("nbpf-linked-").FullName, pins = Path.Combine(folder, "bpffs"), path = Path.Combine(folder, "linked.bpf.o");
        File.WriteAllBytes(path, linked);
        Directory.CreateDirectory(pins);
        ToolRun.Output("/bin/mount", ["-t", "bpf", "bpf", pins]);
        try
        {
            ToolRun.Output(bpftool, ["prog", "loadall", path, Path.Combine(pins, "programs")]);
            foreach (string program in Programs(kernel, linked).Select(static line => string.Join(' ', line.Split(' ')[..2])))
            {
                string shown = ToolRun.Output(bpftool, ["prog", "show", "pinned", Path.Combine(pins, "programs", program.Split(' ')[0])]);
                Assert.Contains($"tag {program.Split(' ')[1]}", shown, StringComparison.OrdinalIgnoreCase);
            }
        }
        finally
        {
            ToolRun.Output("/bin/umount", [pins]);
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Link_Again_ChangesNoSpec()
    {
        byte[] once = Link("first second");
        var linker = new ObjectLinker();
        linker.Add(once, "linked.bpf.o");

        Assert.Equal(Specs(once), Specs(linker.ToBytes()));
    }

    // Nothing is extern in this one, so that it can be read before it is linked.
    [Fact]
    public void Link_OfOneFile_ChangesNoSpec()
    {
        byte[] file = File.ReadAllBytes(Path.Combine(Repository.Root, "bpf", "maglev.bpf.o"));
        var linker = new ObjectLinker();
        linker.Add(file, "linked.bpf.o");

        Assert.Equal(Specs(file), Specs(linker.ToBytes()));
    }

    [Fact]
    public void Link_OfAllButTheLast_ThenTheLast_IsTheLinkOfAll()
    {
        var linker = new ObjectLinker();
        linker.Add(Link("second"), "second.bpf.o");
        linker.Add(Compile("first"), "first.bpf.o");

        Assert.Equal(Specs(Link("second first")), Specs(linker.ToBytes()));
    }

    // The first program wants a packet; what it returns and leaves in maps and variables is all that it does.
    private static string[] Transcript(IBpf kernel, byte[] file)
    {
        using BpfObject loaded = BpfObject.Load(kernel, ObjectSpec.Read(file, "linked.bpf.o"));
        var lines = new List<string>();
        foreach (string program in Runs)
        {
            lines.Add($"{program}: {loaded.Program(program).Run(new byte[64]).ReturnValue}");
            for (uint key = 0; key < 4; key++)
            {
                loaded.Map<uint, ulong>("counts").TryGet(key, out ulong count);
                bool isSeen = loaded.Map<uint, uint>("seen").TryGet(key, out uint seen);
                lines.Add($"  {key}: {count} {isSeen} {seen}");
            }
        }
        Assert.True(lines.Distinct().Count() > Runs.Length, "the programs did nothing");
        return [.. lines];
    }

    private static string[] Programs(IBpf kernel, byte[] file)
    {
        ObjectSpec spec = ObjectSpec.Read(file, "linked.bpf.o");
        using BpfObject loaded = BpfObject.Load(kernel, spec);
        return [.. loaded.Programs.Values.Select(static program => $"{program.Name} {Convert.ToHexString(program.Info.Tag.AsSpan())} {program.Info.XlatedInstructions.Length} {program.Info.FuncInfo.Length}").Order(StringComparer.Ordinal)];
    }

    private static string[] Specs(byte[] file)
    {
        ObjectSpec spec = ObjectSpec.Read(file, "linked.bpf.o");
        return
        [
            .. spec.Programs.Select(static program => $"{program.Name} {program.SectionName} {program.Type} {string.Join(' ', program.Instructions)}").Order(StringComparer.Ordinal),
            .. spec.Maps.Select(static map => $"{map.Name} {map.Type} {map.KeySize} {map.ValueSize} {map.MaxEntries} {map.Flags} {Convert.ToHexString(map.Contents.Span)}").Order(StringComparer.Ordinal),
        ];
    }

    private static IBpf Open(bool onLinux)
    {
        if (!onLinux) return new BpfRuntime();
        Assert.SkipUnless(LinuxOracle.IsAvailable(out string reason), reason);
        return LinuxOracle.Open();
    }

    private static byte[] Link(string files)
    {
        var linker = new ObjectLinker();
        foreach (string file in files.Split(' ')) linker.Add(Compile(file), file + ".bpf.o");
        return linker.ToBytes();
    }

    private static byte[] LinkWithBpftool(string files)
    {
        string? bpftool = ToolRun.Find("bpftool");
        Assert.SkipWhen(bpftool is null, "bpftool is not installed");
        string folder = Directory.CreateTempSubdirectory("nbpf-linked-").FullName;
        try
        {
            string output = Path.Combine(folder, "linked.o");
            ToolRun.Output(bpftool, ["gen", "object", output, .. files.Split(' ').Select(Write)]);
            return File.ReadAllBytes(output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        string Write(string file)
        {
            string path = Path.Combine(folder, file + ".o");
            File.WriteAllBytes(path, Compile(file));
            return path;
        }
    }

    private static byte[] Compile(string file, string? definition = null)
    {
        Assert.SkipUnless(ClangCompiler.IsAvailable(out string reason), reason);
        // One text, so that the compiler's cache sees every change.
        string source = File.ReadAllText(Path.Combine(Folder, file + ".bpf.c"))
            .Replace("#include \"second.bpf.c\"\n", File.ReadAllText(Path.Combine(Folder, "second.bpf.c")), StringComparison.Ordinal);
        if (definition is null) return ClangCompiler.Compile(source);
        string[] includes = ["#include <linux/bpf.h>\n", "#include <bpf/bpf_helpers.h>\n"];
        return ClangCompiler.Compile(string.Concat(includes) + source, "-D" + definition);
    }
}

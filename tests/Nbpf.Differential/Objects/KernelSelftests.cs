using System.Globalization;
using Nbpf.Testing;

namespace Nbpf.Differential.Objects;

/// <summary>
/// The kernel's own BPF selftests, from Debian's package of kernel sources: extracted and compiled into a cache outside of the repository
/// (GPL), <c>$XDG_CACHE_HOME/nbpf</c> or <c>~/.cache/nbpf</c>.
/// </summary>
internal static class KernelSelftests
{
    private const string Archive = "/usr/src/linux-source-6.12.tar.xz";
    private const string Tree = "linux-source-6.12";
    private const string KernelTypes = "/sys/kernel/btf/vmlinux";
    private const string FlagTag = "comment:test_prog_flags=";
    private const string HelperDefinitions = "/usr/include/bpf/bpf_helper_defs.h";

    private static string Cache => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } home ? home : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "nbpf",
        // Another archive, another cache.
        string.Create(CultureInfo.InvariantCulture, $"selftests-{new FileInfo(Archive).Length:x}"));

    private static string Programs => Path.Combine(Cache, Tree, "tools", "testing", "selftests", "bpf", "progs");

    /// <summary>Whether they can be had here.</summary>
    /// <param name="reason">Why not; empty when they can.</param>
    public static bool IsAvailable(out string reason)
    {
        string?[] missing =
        [
            File.Exists(Archive) ? null : $"{Archive} (Debian's linux-source-6.12)",
            File.Exists(HelperDefinitions) ? null : $"{HelperDefinitions} (libbpf-dev)",
            File.Exists(KernelTypes) ? null : KernelTypes,
            .. new[] { "clang-19", "bpftool", "tar", "xz" }.Select(static tool => ToolRun.Find(tool) is null ? tool : null),
        ];
        reason = string.Join(", ", missing.OfType<string>());
        if (reason.Length > 0) reason += " is not there";
        return reason.Length == 0;
    }

    /// <summary>The sources' names without extension; extracts them when that is still to be done.</summary>
    public static string[] Names()
    {
        Extract();
        return [.. Directory.GetFiles(Programs, "*.c").Select(static path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];
    }

    /// <summary>Compiles a source, or takes what was compiled before.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The object's path; null when clang refuses the source, as it does where the running kernel has other types.</returns>
    public static string? Compile(string name)
    {
        string compiled = Path.Combine(Cache, name + ".bpf.o"), refused = compiled + ".refused";
        if (File.Exists(compiled)) return compiled;
        if (File.Exists(refused)) return null;
        string selftests = Path.Combine(Cache, Tree, "tools", "testing", "selftests", "bpf"), tools = Path.Combine(Cache, Tree, "tools");
        string unfinished = $"{compiled}.{Environment.ProcessId}";
        (int exitCode, _, string error) = ToolRun.Run(
            ToolRun.Find("clang-19")!,
            [
                "-g", "-O2", "--target=bpf", "-mcpu=v3", "-std=gnu11", "-fno-strict-aliasing", "-D__TARGET_ARCH_x86", "-Wno-everything",
                "-I", Path.Combine(Cache, "include"), "-I", selftests, "-I", Programs, "-I", Path.Combine(tools, "include", "uapi"), "-I", Path.Combine(tools, "include"),
                "-idirafter", "/usr/include/x86_64-linux-gnu", "-x", "c", "-c", "-o", unfinished, "-",
            ],
            Source(name));
        if (exitCode == 0) File.Move(unfinished, compiled, overwrite: true);
        else File.WriteAllText(refused, error);
        return exitCode == 0 ? compiled : null;
    }

    /// <summary>Reads an object with the flags that its programs ask the test runner for in declaration tags.</summary>
    /// <param name="path">The object.</param>
    public static ObjectSpec Read(string path) => Read(File.ReadAllBytes(path), Path.GetFileName(path));

    /// <summary>As <see cref="Read(string)"/>, from memory.</summary>
    /// <param name="bytes">The object.</param>
    /// <param name="name">Its file's name.</param>
    public static ObjectSpec Read(byte[] bytes, string name)
    {
        ObjectSpec spec = ObjectSpec.Read(bytes, name);
        foreach (MapSpec map in spec.Maps) map.Pinning = PinningMode.None;
        foreach (BtfType tag in spec.Btf?.Types.Where(static type => type.Kind == BtfKind.DeclTag && type.Name.StartsWith(FlagTag, StringComparison.Ordinal)) ?? [])
        {
            if (spec.Programs.FirstOrDefault(program => program.Name == spec.Btf![tag.TargetId].Name) is { } program)
                program.Flags |= Flag(tag.Name[FlagTag.Length..]);
        }

        return spec;
    }

    private static ProgramFlags Flag(string name) => name switch
    {
        "BPF_F_STRICT_ALIGNMENT" => ProgramFlags.StrictAlignment,
        "BPF_F_ANY_ALIGNMENT" => ProgramFlags.AnyAlignment,
        "BPF_F_TEST_RND_HI32" => ProgramFlags.TestRndHi32,
        "BPF_F_TEST_STATE_FREQ" => ProgramFlags.TestStateFreq,
        "BPF_F_SLEEPABLE" => ProgramFlags.Sleepable,
        "BPF_F_XDP_HAS_FRAGS" => ProgramFlags.XdpHasFrags,
        "BPF_F_TEST_REG_INVARIANTS" => ProgramFlags.TestRegInvariants,
        _ => throw new InvalidOperationException($"unknown program flag {name}"),
    };

    // clang gives an argument that a naked function has no use for no name, and the kernel refuses BTF with such a function.
    private static string Source(string name) =>
        File.ReadAllText(Path.Combine(Programs, name + ".c")).Replace("(void *ctx)\n{\n\tasm volatile", "(void)\n{\n\tasm volatile", StringComparison.Ordinal);

    private static void Extract()
    {
        string types = Path.Combine(Cache, "include", "vmlinux.h");
        if (File.Exists(types)) return;
        Directory.CreateDirectory(Path.Combine(Cache, "include"));
        string[] parts = ["tools/testing/selftests/bpf/*", "tools/lib/bpf/*", "tools/include/*"];
        ToolRun.Output(ToolRun.Find("tar")!, ["-C", Cache, "-xf", Archive, "--wildcards", .. parts.Select(static part => $"{Tree}/{part}")]);
        string library = Path.Combine(Cache, Tree, "tools", "lib", "bpf");
        File.Copy(HelperDefinitions, Path.Combine(library, "bpf_helper_defs.h"), overwrite: true);
        string link = Path.Combine(Cache, "include", "bpf");
        if (!Directory.Exists(link)) Directory.CreateSymbolicLink(link, library);
        string unfinished = types + ".unfinished";
        File.WriteAllText(unfinished, ToolRun.Output(ToolRun.Find("bpftool")!, ["btf", "dump", "file", KernelTypes, "format", "c"]));
        File.Move(unfinished, types);
    }
}

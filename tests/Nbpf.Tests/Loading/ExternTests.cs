using System.Globalization;
using System.Runtime.InteropServices;
using Nbpf.Isa;
using Nbpf.Linux;
using Nbpf.Syscall;
using Nbpf.Tests.CoRe;
using Nbpf.Tests.Objects;
using Xunit;

namespace Nbpf.Tests.LoadingOfObjects;

/// <summary>What objects want of a kernel, held against libbpf where it is there.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class ExternTests
{
    private static readonly string[] Types =
        ["BOOL", "CHAR", "SCHAR", "UCHAR", "SHORT", "USHORT", "INT", "UINT", "LONG", "ULONG", "TRISTATE", "STRING", "CHARACTER", "BYTES"];

    private static readonly string[] Values =
    [
        "y", "n", "m", "yes", "0", "1", "2", "-1", "+7", " 5", "x", "1x", "0x", "0xff", "0XfF", "0x100", "010", "08", "127", "128", "-128", "-129", "255", "256", "32767", "32768",
        "-32768", "-32769", "65535", "65536", "2147483647", "2147483648", "-2147483648", "-2147483649", "4294967295", "4294967296",
        "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "18446744073709551615", "18446744073709551616",
        "\"\"", "\"a\"", "\"12345\"", "\"123456\"", "\"open", "'c'", "-", "+", "",
    ];

    [Fact]
    public void Load_LinuxsOwnExterns_AreWhatLibbpfMakesOfThem()
    {
        RequireLibbpf();
        string path = SourceFiles.CompileToFile("linux-externs");
        Dictionary<string, LibbpfRelocations.Outcome> expected = LibbpfRelocations.Run(path, "-");
        using var linux = LinuxKernel.Open();
        var kernel = new RecordingKernel { Facts = linux };
        using BpfObject loaded = BpfObject.Load(kernel, ObjectSpec.Read(path));
        Assert.Equal(3, loaded.Programs.Count);
        foreach (ProgLoadAttributes program in kernel.Programs.Where(program => loaded.Programs.ContainsKey(program.Name)))
            Assert.Equal(expected[program.Name].Instructions, program.Instructions.ToArray().Select(WithoutMaps));
    }

    [Fact]
    public void Load_ConfigurationText_FitsTypesAsInLibbpf()
    {
        RequireLibbpf();
        string path = SourceFiles.CompileToFile("configuration");
        string[] texts =
        [
            .. Types.SelectMany(static type => Values.Select(value => $"CONFIG_{type}={value}")),
            "", "CONFIG_INT", "CONFIG_OTHER", "CONFIG_OTHER=", "# CONFIG_INT is not set", " CONFIG_INT=x", "CONFIG_INT=1\nCONFIG_INT=x\nCONFIG_LONG=2", "CONFIG_INT=1\n\nCONFIG_INT",
        ];
        (string? Contents, string Reason)[] expected = LibbpfRelocations.Configure(path, texts);
        ObjectSpec spec = ObjectSpec.Read(path);
        var differences = new List<string>();
        for (int i = 0; i < texts.Length; i++)
        {
            string? contents = null;
            string reason = "";
            try
            {
                var kernel = new RecordingKernel();
                using BpfObject loaded = BpfObject.Load(kernel, spec, new BpfLoadOptions { KernelConfiguration = texts[i] });
                contents = kernel.Commands.Single(command => command.StartsWith($"update {loaded.Map(".kconfig").Fd} ", StringComparison.Ordinal)).Split(' ')[^1].ToLowerInvariant();
            }
            catch (BpfException error)
            {
                reason = error.Message;
                Assert.DoesNotContain('\n', reason);
            }
            if (contents != expected[i].Contents) differences.Add($"{texts[i]}: libbpf {expected[i].Contents ?? expected[i].Reason}; here {contents ?? reason}");
        }
        Assert.Equal(texts.Length, expected.Length);
        Assert.True(differences.Count == 0, string.Join('\n', differences));
        Assert.InRange(expected.Count(answer => answer.Contents is null), 100, texts.Length - 100);
    }

    [Fact]
    public void Run_OnLinux_ReadsConfigurationAndCallsKernelFunctions()
    {
        RequireLibbpf();
        using var kernel = LinuxKernel.Open();
        using BpfObject loaded = BpfObject.Load(
            kernel, SourceFiles.Compile("linux-externs"), "linux-externs.bpf.o", new BpfLoadOptions { ProgramFilter = static program => program.Name != "symbols" });
        MapSpec map = loaded.Spec.Map(".kconfig");
        var contents = new byte[map.ValueSize];
        Assert.False(kernel.MapLookupElem(loaded.Map(".kconfig").Fd, new byte[4], contents).IsError);
        Assert.Equal(Assert.Single(LibbpfRelocations.Configure(SourceFiles.CompileToFile("linux-externs"), [""])).Contents, Convert.ToHexStringLower(contents));
        string[] configuration = kernel.ReadConfiguration()!.Split('\n');
        uint hertz = uint.Parse(configuration.Single(line => line.StartsWith("CONFIG_HZ=", StringComparison.Ordinal))[10..], CultureInfo.InvariantCulture);
        char host = configuration.Single(line => line.StartsWith("CONFIG_DEFAULT_HOSTNAME=", StringComparison.Ordinal))[25];
        char compiler = configuration.Single(line => line.StartsWith("CONFIG_CC_VERSION_TEXT=", StringComparison.Ordinal))[24];
        Assert.Equal((hertz * 65536) + (uint)(host * 256) + compiler, loaded.Program("configuration").Run(new byte[64]).ReturnValue);
        Assert.Equal(7u, loaded.Program("functions").Run(new byte[64]).ReturnValue);
    }

    [Fact]
    public void Load_FunctionsWithFlavoursOrOfAnotherType_AreFoundOrMissingAsInLibbpfOfToday()
    {
        RequireLibbpf();
        using var kernel = LinuxKernel.Open();
        ObjectSpec spec = ObjectSpec.Read(SourceFiles.CompileToFile("later-externs"));
        BpfObject Load(string name) => BpfObject.Load(kernel, spec, new BpfLoadOptions { ProgramFilter = program => program.Name == name });
        using (BpfObject loaded = Load("flavour")) Assert.Equal(3u, loaded.Program("flavour").Run(new byte[64]).ReturnValue);
        bool hasWrapper = kernel.FindSymbols(new HashSet<string> { "__x64_sys_bpf", "__arm64_sys_bpf" }).Count > 0;
        using (BpfObject loaded = Load("wrapper")) Assert.Equal(hasWrapper ? 1u : 0, loaded.Program("wrapper").Run(new byte[64]).ReturnValue);
        using (BpfObject loaded = Load("another_type")) Assert.Equal(2u, loaded.Program("another_type").Run(new byte[64]).ReturnValue);
        BpfVerifierException reached = Assert.Throws<BpfVerifierException>(() => Load("reached"));
        Assert.Equal("kfunc 'bpf_rdonly_cast' is referenced but wasn't resolved", reached.Summary);
        Assert.Contains(": <invalid kfunc call>\n", reached.Log, StringComparison.Ordinal);
        BpfException strong = Assert.Throws<BpfException>(() => Load("strong_of_another_type"));
        Assert.Equal("resolve extern 'bpf_cast_to_kern_ctx___strong': EINVAL: declared as 'int (int dummy_ksym)', but the kernel has 'void * (void * obj)'", strong.Message);
        BpfException variable = Assert.Throws<BpfException>(() => Load("variable_of_another_type"));
        Assert.Equal("resolve extern 'cpu_hw_events': EINVAL: declared as 'int', but the kernel has 'struct cpu_hw_events'", variable.Message);
    }

    [Fact]
    public void Load_FunctionsAndVariablesOfModules_AreNamedByTheirOpenTypes()
    {
        SourceFiles.Compile("linux-externs");
        var main = new BtfBuilder();
        uint integer = main.AddInteger("unsigned long", 8);
        uint nothing = main.AddPrototype(0);
        main.AddFunction("bpf_rcu_read_lock", nothing, BtfLinkage.Static);
        Btf types = main.ToBtf();
        var kernel = new RecordingKernel { KernelTypes = { Info(1, "vmlinux", main.ToBytes()), Info(5, "first", Split(types, "bpf_rcu_read_unlock", nothing)), Info(6, "second", SplitVariable(types, "cpu_hw_events", integer)) } };
        using BpfObject loaded = BpfObject.Load(kernel, SourceFiles.Compile("module-externs"), "module-externs.bpf.o");
        ProgLoadAttributes program = kernel.Programs.Single(program => program.Name == "modules");
        int first = kernel.Commands.IndexOf("open types 5");
        Assert.True(first >= 0);
        int[] fds = program.FdArray.ToArray();
        Instruction[] calls = [.. program.Instructions.ToArray().Where(static instruction => instruction is { IsCall: true, Source: PseudoCall.KernelFunction })];
        Assert.Equal([(3, (short)0), (4, (short)1)], calls.Select(static call => (call.Immediate, call.Offset)));
        Assert.Equal(2, fds.Length);
        Instruction[] code = program.Instructions.ToArray();
        int address = Array.FindIndex(code, static instruction => instruction is { IsWide: true, Source: PseudoImmediate.BtfId });
        Assert.Equal(4, code[address].Immediate);
        Assert.NotEqual(fds[1], code[address + 1].Immediate);
        Assert.Equal(2, new HashSet<int>([fds[1], code[address + 1].Immediate]).Count);
        // Modules are closed again once the programs are loaded.
        Assert.DoesNotContain(fds[1], kernel.OpenFds);
    }

    [Fact]
    public void Load_SymbolThatTheKernelHasTwice_IsRefused()
    {
        var kernel = new RecordingKernel { Facts = new FewFacts { Symbols = [new KernelSymbol(0x1000, 'T', "jiffies"), new KernelSymbol(0x1000, 't', "jiffies")] } };
        var options = new BpfLoadOptions { ProgramFilter = static program => program.Name == "needs_symbol" };
        using (BpfObject.Load(kernel, SourceFiles.Compile("externs"), "externs.bpf.o", options))
        {
            Instruction[] code = kernel.Programs[^1].Instructions.ToArray();
            int load = Array.FindIndex(code, static instruction => instruction.IsWide);
            Assert.Equal((PseudoImmediate.Constant, 0x1000, 0), (code[load].Source, code[load].Immediate, code[load + 1].Immediate));
        }
        kernel.Facts = new FewFacts { Symbols = [new KernelSymbol(0x1000, 'T', "jiffies"), new KernelSymbol(0x2000, 't', "jiffies")] };
        BpfException error = Assert.Throws<BpfException>(() => BpfObject.Load(kernel, SourceFiles.Compile("externs"), "externs.bpf.o", options));
        Assert.Equal("resolve extern 'jiffies': EINVAL: the kernel has several of this name: 0x1000 and 0x2000", error.Message);
        Assert.Empty(kernel.OpenFds);
    }

    [Fact]
    public void Load_TextOfTheOptions_ComesBeforeTheKernels()
    {
        var kernel = new RecordingKernel { Facts = new FewFacts { Configuration = "CONFIG_HZ=100\n" } };
        var options = new BpfLoadOptions { ProgramFilter = static program => program.Name == "needs_configuration" };
        using (BpfObject loaded = BpfObject.Load(kernel, SourceFiles.Compile("externs"), "externs.bpf.o", options))
            Assert.Contains($"update {loaded.Map(".kconfig").Fd} 00000000 640000000000000000", kernel.Commands);
        using (BpfObject loaded = BpfObject.Load(kernel, SourceFiles.Compile("externs"), "externs.bpf.o", options with { KernelConfiguration = "CONFIG_HZ=7" }))
            Assert.Contains($"update {loaded.Map(".kconfig").Fd} 00000000 070000000000000000", kernel.Commands);
    }

    private static BtfInfo Info(uint id, string name, byte[] bytes) => new(id, name, true, ImmutableCollectionsMarshal.AsImmutableArray(bytes));

    // A split object by hand: one type, whose name is past the strings of the base.
    private static byte[] Split(Btf types, string name, uint prototype) => Split(types, name, [0x0c000000, prototype]);

    private static byte[] SplitVariable(Btf types, string name, uint type) => Split(types, name, [0x0e000000, type, 1]);

    private static byte[] Split(Btf types, string name, uint[] words)
    {
        uint baseStrings = BitConverter.ToUInt32(types.Bytes.Span[20..]);
        byte[] strings = [0, .. System.Text.Encoding.ASCII.GetBytes(name), 0];
        uint typeLength = 4 + ((uint)words.Length * 4);
        return [.. new uint[] { 0x0001eb9f, 24, 0, typeLength, typeLength, (uint)strings.Length, baseStrings + 1 }.Concat(words).SelectMany(BitConverter.GetBytes), .. strings];
    }

    private static Instruction WithoutMaps(Instruction instruction) =>
        instruction is { IsWide: true, Source: PseudoImmediate.MapFd or PseudoImmediate.MapValue } ? instruction with { Immediate = 0 } : instruction;

    private static void RequireLibbpf() => Assert.SkipWhen(LibbpfRelocations.MissingReason is not null, LibbpfRelocations.MissingReason ?? "");

    private sealed class FewFacts : IKernelFacts
    {
        internal string? Configuration { get; init; }

        internal KernelSymbol[] Symbols { get; init; } = [];

        public uint Version => 0;

        public bool HasNoTypes => false;

        public Btf? ReadTypes() => null;

        public string? ReadConfiguration() => Configuration;

        public IReadOnlyList<KernelSymbol> FindSymbols(IReadOnlySet<string> names) => [.. Symbols.Where(symbol => names.Contains(symbol.Name))];
    }
}

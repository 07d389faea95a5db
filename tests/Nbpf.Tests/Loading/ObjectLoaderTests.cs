using Nbpf.Isa;
using Nbpf.Syscall;
using Nbpf.Tests.Objects;
using Xunit;

namespace Nbpf.Tests.LoadingOfObjects;

public sealed class ObjectLoaderTests
{
    private static ObjectSpec Read(string source) => ObjectSpec.Read(SourceFiles.Compile(source), source + ".bpf.o");

    private static readonly BpfLoadOptions OnlyLoadable = new()
    {
        ProgramFilter = static program => program.IsAutoloaded && (!program.Name.StartsWith("needs_", StringComparison.Ordinal) || program.Name == "needs_nothing") && program.Name != "relocated",
    };

    public static TheoryData<string> Sources => ["relocations", "maps", "externs", "core"];

    [Theory]
    [MemberData(nameof(Sources))]
    public void Load_FailureAtAnyCommand_LeavesNothingOpen(string source)
    {
        var whole = new RecordingKernel();
        using (BpfObject.Load(whole, Read(source), OnlyLoadable)) Assert.NotEmpty(whole.OpenFds);
        Assert.Empty(whole.OpenFds);
        int commands = whole.Commands.Count(command => !command.StartsWith("close", StringComparison.Ordinal));
        int failures = 0;
        for (int failAt = 1; failAt <= commands; failAt++)
        {
            var kernel = new RecordingKernel { FailAt = failAt };
            try
            {
                BpfObject.Load(kernel, Read(source), OnlyLoadable).Dispose();
            }
            catch (BpfException error)
            {
                failures++;
                Assert.Equal(Errno.EPERM, error.Errno);
                Assert.DoesNotContain('\n', error.Message);
            }
            Assert.True(kernel.OpenFds.Count == 0, $"command {failAt} ({kernel.Commands[failAt - 1]}) failed and left {kernel.OpenFds.Count} open");
        }
        // Only the probe for arrays that can be mapped may fail without harm.
        Assert.Equal(whole.Commands.Count(command => !command.StartsWith("close", StringComparison.Ordinal) && command != "create mmap_probe"), failures);
    }

    [Fact]
    public void Load_MapOfMaps_CreatesTemplateFirstClosesItAndFillsTheValues()
    {
        var kernel = new RecordingKernel();
        using BpfObject loaded = BpfObject.Load(kernel, Read("maps"));
        int template = kernel.Commands.IndexOf("create outer.inner");
        Assert.Equal("create outer", kernel.Commands[template + 1]);
        Assert.StartsWith("close ", kernel.Commands[template + 2], StringComparison.Ordinal);
        Assert.NotEqual(0, kernel.Maps.First(map => map.Name == "outer").InnerMapFd);
        int outer = loaded.Map("outer").Fd, small = loaded.Map("small").Fd, large = loaded.Map("large").Fd;
        Assert.Contains($"update {outer} 00000000 {Hex(small)}", kernel.Commands);
        Assert.Contains($"update {outer} 02000000 {Hex(large)}", kernel.Commands);
        int filled = kernel.Commands.IndexOf($"update {loaded.Map("calls").Fd} 01000000 {Hex(loaded.Program("called").Fd)}");
        Assert.True(filled > kernel.Commands.FindLastIndex(command => command.StartsWith("load", StringComparison.Ordinal)));
    }

    [Fact]
    public void Load_Maps_TruncatesNamesAndAsksTheMachine()
    {
        var kernel = new RecordingKernel();
        using BpfObject loaded = BpfObject.Load(kernel, Read("maps"));
        Assert.Equal("a_map_with_a_na", kernel.Maps.First(map => map.Type == MapType.PerCpuHash).Name);
        Assert.Equal(2u, kernel.Maps.First(map => map.Type == MapType.PerfEventArray).MaxEntries);
        Assert.Equal(loaded.Map("a_map_with_a_name_of_more_than_fifteen").Fd, loaded.PerCpuMap<ulong, Five>("a_map_with_a_name_of_more_than_fifteen").Fd);
    }

    [Fact]
    public void Load_DataSections_FillsThemAndFreezesWhatIsReadOnly()
    {
        var kernel = new RecordingKernel();
        using BpfObject loaded = BpfObject.Load(kernel, Read("relocations"));
        int tuning = loaded.Map(".data.tuning").Fd, custom = loaded.Map(".rodata.custom").Fd;
        Assert.Contains($"update {tuning} 00000000 09000000", kernel.Commands);
        int filled = kernel.Commands.IndexOf($"update {custom} 00000000 67120000");
        Assert.True(filled >= 0 && filled < kernel.Commands.IndexOf($"freeze {custom}"));
        Assert.DoesNotContain($"freeze {tuning}", kernel.Commands);
        Assert.DoesNotContain(kernel.Commands, command => command.StartsWith($"update {loaded.Map(".bss").Fd} ", StringComparison.Ordinal));
    }

    [Fact]
    public void Load_KernelThatCannotMapArrays_GetsThemWithoutTheFlag()
    {
        var kernel = new RecordingKernel { FailWhen = static command => command == "create mmap_probe", FailWith = Errno.EINVAL };
        using BpfObject loaded = BpfObject.Load(kernel, Read("relocations"));
        Assert.Equal(MapFlags.ReadOnlyProgram, kernel.Maps.First(map => map.Name == "relocati.rodata").Flags);
    }

    [Fact]
    public void Load_References_BecomeFileDescriptorsOffsetsAndZeros()
    {
        var kernel = new RecordingKernel();
        ObjectSpec spec = Read("relocations");
        using BpfObject loaded = BpfObject.Load(kernel, spec);
        foreach (ProgLoadAttributes program in kernel.Programs)
        {
            Instruction[] instructions = program.Instructions.ToArray();
            foreach (InstructionReference reference in spec.Program(program.Name).References)
            {
                Instruction instruction = instructions[reference.InstructionIndex];
                switch (reference.Kind)
                {
                    case InstructionReferenceKind.Map:
                        Assert.Equal((PseudoImmediate.MapFd, loaded.Map(reference.Name).Fd), (instruction.Source, instruction.Immediate));
                        break;
                    case InstructionReferenceKind.MapValue:
                        Assert.Equal((PseudoImmediate.MapValue, loaded.Map(reference.Name).Fd), (instruction.Source, instruction.Immediate));
                        Assert.InRange(instructions[reference.InstructionIndex + 1].Immediate, 0, (int)loaded.Map(reference.Name).ValueSize - 1);
                        break;
                    case InstructionReferenceKind.KernelSymbol:
                        Assert.Equal((PseudoImmediate.Constant, 0, 0), (instruction.Source, instruction.Immediate, instructions[reference.InstructionIndex + 1].Immediate));
                        break;
                    case InstructionReferenceKind.KernelFunction:
                        Assert.Equal(new Instruction(Opcodes.Call, 0, 0, 0, 2_002_000_000), instruction);
                        break;
                }
            }
        }
    }

    [Theory]
    [InlineData("core", "relocated", "relocate 'core': EOPNOTSUPP: the kernel has no types (CONFIG_DEBUG_INFO_BTF): give those of a kernel like it in BpfLoadOptions.TargetTypes")]
    [InlineData("externs", "needs_symbol", "resolve extern 'jiffies': ESRCH: the kernel has no symbol of this name")]
    [InlineData("externs", "needs_function", "resolve extern 'absent_kernel_function': ESRCH: the kernel has no function of this name")]
    [InlineData("externs", "needs_configuration", "resolve extern 'CONFIG_HZ': ESRCH: the kernel's configuration has no such value; BpfLoadOptions.KernelConfiguration can give one")]
    public void Load_WhatTheKernelHasNot_IsRefusedByNameBeforeAnyCommand(string source, string program, string message)
    {
        var kernel = new RecordingKernel();
        BpfException error = Assert.Throws<BpfException>(() => BpfObject.Load(kernel, Read(source), new BpfLoadOptions { ProgramFilter = spec => spec.Name == program }));
        Assert.Equal(message, error.Message);
        Assert.Empty(kernel.Commands);
    }

    [Fact]
    public void Load_ProgramMarkedForDemand_IsLeftOutUnlessAskedFor()
    {
        ObjectSpec spec = Read("externs");
        using (BpfObject loaded = BpfObject.Load(new RecordingKernel(), spec, OnlyLoadable)) Assert.Equal(["needs_nothing"], loaded.Programs.Keys);
        spec.Program("on_demand").IsAutoloaded = true;
        using (BpfObject loaded = BpfObject.Load(new RecordingKernel(), spec, OnlyLoadable)) Assert.Equal(["needs_nothing", "on_demand"], loaded.Programs.Keys.Order());
    }

    [Fact]
    public void Load_RefusedProgram_TellsLastReasonAndKeepsWholeLogHoweverLong()
    {
        string log = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i}: (b7) r0 = 0\n")) + "R1 invalid mem access 'scalar'\nprocessed 3 insns (limit 1000000) max_states_per_insn 0 total_states 0\n";
        var kernel = new RecordingKernel { FailWhen = static command => command.StartsWith("load", StringComparison.Ordinal), FailWith = Errno.EACCES, Log = log };
        BpfVerifierException error = Assert.Throws<BpfVerifierException>(() => BpfObject.Load(kernel, Read("core"), OnlyLoadable));
        Assert.Equal((Errno.EACCES, "R1 invalid mem access 'scalar'", log), (error.Errno, error.Summary, error.Log));
        Assert.Equal("load program 'plain': EACCES: R1 invalid mem access 'scalar'; at 19999: (b7) r0 = 0", error.Message);
        Assert.Equal(["load plain level 0", "load plain level 1", "load plain level 1"], kernel.Commands.Where(command => command.StartsWith("load", StringComparison.Ordinal)));
        Assert.Empty(kernel.OpenFds);
    }

    [Fact]
    public void Load_WithReplacedMap_UsesItAndLeavesItOpen()
    {
        var kernel = new RecordingKernel();
        using BpfMap shared = BpfMap.Create(kernel, new MapSpec("shared", MapType.Array) { KeySize = 4, ValueSize = 8, MaxEntries = 8 });
        BpfObject.Load(kernel, Read("relocations"), new BpfLoadOptions { MapReplacements = new Dictionary<string, BpfMap> { ["counters"] = shared } }).Dispose();
        Assert.DoesNotContain("create counters", kernel.Commands);
        Assert.Equal([shared.Fd], kernel.OpenFds);
    }

    [Fact]
    public void Load_ChangedSpec_IsWhatTheKernelGets()
    {
        var kernel = new RecordingKernel();
        ObjectSpec spec = Read("relocations");
        spec.Map("flows").MaxEntries = 4096;
        using BpfObject loaded = BpfObject.Load(kernel, spec);
        Assert.Equal(4096u, kernel.Maps.First(map => map.Name == "flows").MaxEntries);
    }

    private static string Hex(int fd) => Convert.ToHexString(BitConverter.GetBytes(fd));

    [System.Runtime.CompilerServices.InlineArray(5)]
    private struct Five
    {
        private uint _first;
    }
}

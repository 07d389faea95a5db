using Nbpf.Isa;
using Nbpf.Specs;
using Nbpf.Testing;
using Nbpf.Tests.Objects;
using Xunit;

namespace Nbpf.Tests.LoadingOfObjects;

public sealed class ObjectSpecTests
{
    private static ObjectSpec Read(string source) => ObjectSpec.Read(SourceFiles.Compile(source), source + ".bpf.o");

    private static ObjectSpec ReadText(string text, params string[] options)
    {
        Assert.SkipUnless(ClangCompiler.IsAvailable(out string reason), reason);
        return ObjectSpec.Read(ClangCompiler.Compile("#include <linux/bpf.h>\n#include <bpf/bpf_helpers.h>\n" + text, options), "text.bpf.o");
    }

    [Fact]
    public void Read_EveryMapForm_GivesItsSizesFlagsAndTypes()
    {
        ObjectSpec spec = Read("maps");
        Assert.Equal("GPL", spec.License);
        MapSpec byTypes = spec.Map("by_types");
        Assert.Equal((MapType.Hash, 8u, 16u, 100u, MapFlags.NoPreallocate), (byTypes.Type, byTypes.KeySize, byTypes.ValueSize, byTypes.MaxEntries, byTypes.Flags));
        Assert.Equal(("key", "value_t"), (spec.Btf![byTypes.BtfKeyTypeId].Name, spec.Btf[byTypes.BtfValueTypeId].Name));
        MapSpec bySizes = spec.Map("by_sizes");
        Assert.Equal((4u, 12u, 0u, 0u), (bySizes.KeySize, bySizes.ValueSize, bySizes.BtfKeyTypeId, bySizes.BtfValueTypeId));
        Assert.Equal((8u, 20u), (spec.Map("a_map_with_a_name_of_more_than_fifteen").KeySize, spec.Map("a_map_with_a_name_of_more_than_fifteen").ValueSize));
        Assert.Equal(3ul, spec.Map("seen").Extra);
        Assert.Equal(0u, spec.Map("samples").MaxEntries);
        Assert.Equal((0u, 0u, 4096u), (spec.Map("events").KeySize, spec.Map("events").ValueSize, spec.Map("events").MaxEntries));
    }

    [Fact]
    public void Read_MapsOfMapsAndProgramArray_GivesTemplatesAndInitialValues()
    {
        ObjectSpec spec = Read("maps");
        MapSpec outer = spec.Map("outer");
        Assert.Equal((MapType.Array, MapFlags.InnerMap, 1u, 8u), (outer.Inner!.Type, outer.Inner.Flags, outer.Inner.MaxEntries, outer.Inner.ValueSize));
        Assert.Equal([new MapSlot(0, "small"), new MapSlot(2, "large")], outer.Values);
        Assert.Equal((4u, 8u), (spec.Map("outer_hash").ValueSize, spec.Map("outer_hash").KeySize));
        Assert.Empty(spec.Map("outer_hash").Values);
        Assert.Equal([new MapSlot(1, "called")], spec.Map("calls").Values);
    }

    [Fact]
    public void Read_DataSections_GivesMapsWithLibbpfsNamesFlagsAndContents()
    {
        ObjectSpec spec = Read("relocations");
        MapSpec[] data = [.. spec.Maps.Where(map => map.IsDataSection)];
        Assert.Equal(["relocati.rodata", "relocati.data", ".data.tuning", ".rodata.custom", "relocati.bss"], data.Select(map => map.Name));
        Assert.Equal(MapFlags.ReadOnlyProgram | MapFlags.Mmapable, spec.Map(".rodata").Flags);
        Assert.True(spec.Map(".rodata").IsFrozen);
        Assert.Equal(MapFlags.Mmapable, spec.Map(".bss").Flags);
        Assert.True(spec.Map(".bss").Contents.IsEmpty);
        Assert.Equal(9u, BitConverter.ToUInt32(spec.Map(".data.tuning").Contents.Span));
        Assert.All(data, map => Assert.Equal(map.SectionName, spec.Btf![map.BtfValueTypeId].Name));
    }

    [Fact]
    public void Read_Subprograms_AppendsThemInOrderOfFirstCallEachWithItsCallees()
    {
        ObjectSpec spec = Read("relocations");
        Assert.Equal(["first", "second", "third"], spec.Programs.Select(program => program.Name));
        Assert.Equal(["first", "count_twice", "count", "global_sum", "weak_double"], Functions(spec, "first"));
        Assert.Equal(["second", "step", "weak_double", "count"], Functions(spec, "second"));
        Assert.Equal(["third", "global_sum", "count"], Functions(spec, "third"));
        foreach (ProgramSpec program in spec.Programs)
        {
            uint[] starts = [.. program.FuncInfo.Select(info => info.InstructionIndex)];
            int[] targets =
            [
                .. program.References.Where(reference => reference.Kind is InstructionReferenceKind.SubprogramCall or InstructionReferenceKind.SubprogramAddress)
                    .Select(reference => reference.InstructionIndex + 1 + program.Instructions[reference.InstructionIndex].Immediate),
            ];
            Assert.Equal(
                program.Instructions.Count(insn => insn.IsSubprogramCall || (insn.IsWide && insn.Source == PseudoImmediate.Function)),
                targets.Length + program.References.Count(reference => reference.Kind == InstructionReferenceKind.KernelFunction));
            Assert.NotEmpty(targets);
            Assert.All(targets, target => Assert.Contains((uint)target, starts));
            Assert.All(starts, start => Assert.Contains(program.LineInfo, line => line.InstructionIndex == start));
            Assert.Equal(program.LineInfo.Select(line => line.InstructionIndex).Order().Distinct(), program.LineInfo.Select(line => line.InstructionIndex));
        }
    }

    private static IEnumerable<string> Functions(ObjectSpec spec, string program) =>
        spec.Program(program).FuncInfo.Select(info => spec.Btf![info.TypeId].Name);

    [Fact]
    public void Read_WeakExterns_AreNamedAsSuch()
    {
        InstructionReference[] externs = [.. Read("relocations").Program("third").References.Where(reference => reference.IsWeak)];
        Assert.Equal(
            [(InstructionReferenceKind.KernelSymbol, "absent_variable"), (InstructionReferenceKind.KernelSymbol, "absent_function"), (InstructionReferenceKind.KernelFunction, "absent_function")],
            externs.Select(reference => (reference.Kind, reference.Name)));
    }

    [Fact]
    public void Read_ConfigurationValues_GetPlacesInAMap()
    {
        ObjectSpec spec = Read("externs");
        MapSpec map = spec.Map(".kconfig");
        Assert.Equal(("externs.kconfig", 9u), (map.Name, map.ValueSize));
        Assert.Equal(
            [("CONFIG_HZ", ExternKind.Configuration, false, 0u), ("CONFIG_NOT_THERE", ExternKind.Configuration, true, 4u), ("CONFIG_NOR_THIS", ExternKind.Configuration, true, 8u), ("absent_kernel_function", ExternKind.Function, false, 0u), ("jiffies", ExternKind.Variable, false, 0u)],
            spec.Externs.Select(found => (found.Name, found.Kind, found.IsWeak, found.Offset)));
        Assert.Contains(spec.Program("needs_nothing").References, reference => reference is { Kind: InstructionReferenceKind.KernelConfiguration, Name: "CONFIG_NOT_THERE", IsWeak: true });
    }

    [Fact]
    public void Read_Twice_GivesTheSame()
    {
        ObjectSpec first = Read("relocations"), second = Read("relocations");
        Assert.Equal(first.Programs.SelectMany(p => p.Instructions), second.Programs.SelectMany(p => p.Instructions));
        Assert.True(first.Btf!.Bytes.Span.SequenceEqual(second.Btf!.Bytes.Span));
    }

    [Fact]
    public void SetVariable_OfReadOnlySection_ChangesItsPlaceOnly()
    {
        ObjectSpec spec = Read("relocations");
        byte[] before = spec.Map(".rodata").Contents.ToArray();
        spec.SetVariable("limit", 123u);
        byte[] after = spec.Map(".rodata").Contents.ToArray();
        int at = Enumerable.Range(0, before.Length).First(i => before[i] != after[i]);
        Assert.Equal(5u, BitConverter.ToUInt32(before, at));
        Assert.Equal(123u, BitConverter.ToUInt32(after, at));
        Assert.Equal(1, before.Zip(after).Count(pair => pair.First != pair.Second));
        Assert.Throws<ArgumentException>(() => spec.SetVariable("limit", 1ul));
        Assert.Throws<KeyNotFoundException>(() => spec.SetVariable("limitless", 1u));
    }

    [Theory]
    [InlineData("struct { int type; } m SEC(\"maps\") = { 1 };", "section 'maps': map definitions of the old form are not supported")]
    [InlineData("struct { __uint(max_entries, 1); } m SEC(\".maps\");", "map 'm': no type")]
    [InlineData("struct { __uint(type, 2); __uint(color, 1); } m SEC(\".maps\");", "map 'm': unknown field 'color'")]
    [InlineData("struct { __uint(type, 2); __uint(key_size, 8); __type(key, int); } m SEC(\".maps\");", "map 'm': key sizes 8 and 4 conflict")]
    [InlineData("struct { __uint(type, 2); __uint(pinning, 7); } m SEC(\".maps\");", "map 'm': pinning 7")]
    [InlineData("struct { __uint(type, 2); __array(values, int(void *)); } m SEC(\".maps\");", "'values' in a map of type Array")]
    [InlineData("int x SEC(\".struct_ops\") = 1;", "struct_ops are not supported yet")]
    public void Read_WhatIsNotSupported_IsRefusedByName(string text, string message)
    {
        BpfFormatException error = Assert.Throws<BpfFormatException>(() => ReadText(text));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MapsWithoutTypes_SaysToCompileWithDebugInformation()
    {
        BpfFormatException error = Assert.Throws<BpfFormatException>(() => ReadText("struct { __uint(type, 2); } m SEC(\".maps\");", "-g0"));
        Assert.Contains("compile with -g", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("xdp", ProgramType.Xdp, AttachType.Xdp, ProgramFlags.None, "")]
    [InlineData("xdp.frags/devmap", ProgramType.Xdp, AttachType.XdpDevMap, ProgramFlags.XdpHasFrags, "")]
    [InlineData("tc", ProgramType.SchedCls, (AttachType)0, ProgramFlags.None, "")]
    [InlineData("socket", ProgramType.SocketFilter, (AttachType)0, ProgramFlags.None, "")]
    [InlineData("raw_tp/sys_enter", ProgramType.RawTracepoint, (AttachType)0, ProgramFlags.None, "sys_enter")]
    [InlineData("kprobe/do_exit", ProgramType.Kprobe, (AttachType)0, ProgramFlags.None, "do_exit")]
    [InlineData("fentry.s/do_exit", ProgramType.Tracing, AttachType.TraceFentry, ProgramFlags.Sleepable, "do_exit")]
    [InlineData("syscall", ProgramType.Syscall, (AttachType)0, ProgramFlags.Sleepable, "")]
    [InlineData("cgroup_skb/egress", ProgramType.CgroupSkb, AttachType.CgroupInetEgress, ProgramFlags.None, "")]
    [InlineData("xdp_other", ProgramType.Unspec, (AttachType)0, ProgramFlags.None, "")]
    public void Read_SectionName_GivesTypeAttachTypeFlagsAndTarget(string section, ProgramType type, AttachType attachType, ProgramFlags flags, string target)
    {
        ProgramSpec program = Assert.Single(ReadText($"SEC(\"{section}\") int f(void *ctx) {{ return 0; }}").Programs);
        Assert.Equal((type, attachType, flags, target), (program.Type, program.AttachType, program.Flags, program.AttachTarget));
    }

    [Fact]
    public void Definitions_OfSectionTable_AreAllFoundByTheirOwnName()
    {
        foreach (SectionDefinition definition in SectionTable.Definitions)
        {
            string name = definition.Match == SectionMatch.WithTarget ? definition.Prefix + "/some/target" : definition.Prefix;
            Assert.Same(definition, SectionTable.Find(name, out string target));
            Assert.Equal(definition.Match == SectionMatch.WithTarget ? "some/target" : "", target);
        }
    }
}

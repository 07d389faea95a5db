using Nbpf.Isa;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Tests.LoadingOfObjects;

/// <summary>What a program is loaded with that depends on the kernel.</summary>
public sealed class LoadedAttributesTests
{
    private const uint ThisKernel = 0x061203;

    /// <summary>Kernels before 5.0 load probes only of their own version; an object says one or leaves it to the loader.</summary>
    [Theory]
    [InlineData("kprobe", 0, ThisKernel)]
    [InlineData("kretprobe", 0, ThisKernel)]
    [InlineData("kprobe", 1, 1)]
    [InlineData("kprobe", 0x040f00, 0x040f00)]
    [InlineData("xdp", 0, 0)]
    [InlineData("xdp", 1, 1)]
    [InlineData("tracepoint", 0, 0)]
    public void Load_OfAVersion_IsTheObjectsOrForProbesTheKernels(string section, uint stated, uint expected)
    {
        var code = new CodeObject();
        code.Add(section, "probe", [CodeObject.Nothing, CodeObject.Exit]);
        if (stated != 0) code.AddData("version", BitConverter.GetBytes(stated));
        var kernel = new RecordingKernel { Facts = new Versioned() };

        using BpfObject loaded = BpfObject.Load(kernel, code.Read());

        Assert.Equal(expected, Assert.Single(kernel.Programs).KernelVersion);
    }

    /// <summary>Helpers that kernels before 5.5 lack, first, last and in a subprogram; a call of a subprogram so far away that it has a helper's number.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Load_OfReadsOfKernelMemory_UsesTheOlderHelperWhereTheKernelHasNoOther(bool hasReadKernelHelpers)
    {
        HelperId[] helpers = [HelperId.ProbeReadKernel, HelperId.ProbeReadUser, HelperId.ProbeReadKernelStr, HelperId.ProbeReadUserStr, HelperId.ProbeRead, HelperId.KtimeGetNs];
        HelperId[] older = [HelperId.ProbeRead, HelperId.ProbeRead, HelperId.ProbeReadStr, HelperId.ProbeReadStr, HelperId.ProbeRead, HelperId.KtimeGetNs];
        var code = new CodeObject();
        int part = code.Add(".text", "part", [CodeObject.Exit, CodeObject.Helper(HelperId.ProbeReadKernel)]);
        Instruction[] whole = [.. helpers.Select(CodeObject.Helper), .. Enumerable.Repeat(CodeObject.Nothing, (int)HelperId.ProbeReadKernel + 1), CodeObject.Exit];
        code.Add("tracepoint", "whole", whole, (whole.Length - 1 - (int)HelperId.ProbeReadKernel, part));
        ObjectSpec spec = code.Read();
        ProgramSpec program = spec.Program("whole");
        Assert.Contains(program.Instructions, static instruction => instruction is { IsSubprogramCall: true, Immediate: (int)HelperId.ProbeReadKernel });
        using var recorder = new RecordingKernel();
        using var kernel = new OldKernel(recorder) { HasReadKernelHelpers = hasReadKernelHelpers };

        using BpfObject loaded = BpfObject.Load(kernel, spec);

        Instruction[] expected = [.. program.Instructions];
        if (!hasReadKernelHelpers)
        {
            for (int i = 0; i < older.Length; i++) expected[i] = CodeObject.Helper(older[i]);
            expected[^1] = CodeObject.Helper(HelperId.ProbeRead);
        }
        Assert.Equal(expected, kernel.Programs[^1].Instructions.ToArray());
    }

    private sealed class Versioned : IKernelFacts
    {
        public uint Version => ThisKernel;

        public bool HasNoTypes => false;

        public string? ReadConfiguration() => null;

        public IReadOnlyList<KernelSymbol> FindSymbols(IReadOnlySet<string> names) => [];
    }
}

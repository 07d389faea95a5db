using Nbpf.Isa;
using Xunit;

namespace Nbpf.Tests.LoadingOfObjects;

/// <summary>Programs of which it can be told before any command that no kernel would load them, with the whole text of each refusal.</summary>
public sealed class RefusedProgramTests
{
    [Theory]
    [InlineData("freplace", ProgramType.Ext, "load program 'probe': EINVAL: it extends a program: say which with ProgramSpec.SetAttachTarget")]
    [InlineData("fentry", ProgramType.Tracing, "load program 'probe': EINVAL: section 'fentry' says no target: say it with ProgramSpec.AttachTarget")]
    [InlineData("other", ProgramType.Unspec, "load program 'probe': EINVAL: section 'other' says no program type")]
    [InlineData("other", ProgramType.StructOps, "load program 'probe': EOPNOTSUPP: programs of type struct_ops are not supported yet")]
    public void Load_OfAProgramThatSaysTooLittle_IsRefusedBeforeAnyCommand(string section, ProgramType type, string message)
    {
        var code = new CodeObject();
        code.Add(section, "probe", [CodeObject.Nothing, CodeObject.Exit]);
        ObjectSpec spec = code.Read();
        spec.Program("probe").Type = type;

        Assert.Equal(message, Refusal(spec));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public void Load_OfAReferenceWithoutTypes_IsRefusedUnlessItIsWeak(bool isCall, bool isWeak)
    {
        var code = new CodeObject();
        Instruction[] reference = isCall ? [new(Opcodes.Call, 0, PseudoCall.Subprogram, 0, -1)] : [new(Opcodes.LoadImmediate64, 1, 0, 0, 0), default];
        code.AddWithExtern("xdp", "probe", [.. reference, CodeObject.Nothing, CodeObject.Exit], "external", isWeak);
        ObjectSpec spec = code.Read();

        Assert.Equal(isWeak ? null : "load program 'probe': ESRCH: instruction 0 refers to 'external', which has no BTF: declare it __ksym and compile with -g", Refusal(spec));
    }

    private static string? Refusal(ObjectSpec spec)
    {
        using var kernel = new RecordingKernel();
        try
        {
            BpfObject.Load(kernel, spec).Dispose();
            return null;
        }
        catch (BpfException error)
        {
            Assert.Empty(kernel.Commands);
            return error.Message;
        }
    }
}

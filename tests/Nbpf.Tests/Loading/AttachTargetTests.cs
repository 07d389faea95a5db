using Nbpf.Syscall;
using Xunit;

namespace Nbpf.Tests.LoadingOfObjects;

/// <summary>Programs that replace or trace a function of another program.</summary>
public sealed class AttachTargetTests : IDisposable
{
    private const uint TypesId = 7, Part = 3, Whole = 4;

    private readonly RecordingKernel _kernel = new();
    private readonly BpfObject _target;

    public AttachTargetTests()
    {
        var builder = new BtfBuilder();
        uint prototype = builder.AddPrototype(builder.AddInteger("int", 4));
        Assert.Equal(Part, builder.AddFunction("part", prototype, BtfLinkage.Global));
        Assert.Equal(Whole, builder.AddFunction("whole", prototype, BtfLinkage.Global));
        builder.AddReference(BtfKind.Typedef, 1, "no_function");
        _kernel.KernelTypes.Add(new BtfInfo(TypesId, "", false, [.. builder.ToBytes()]));
        _kernel.LoadedProgram = Info(TypesId);
        _target = BpfObject.Load(_kernel, Code("xdp", "whole"));
    }

    private BpfProgram Target => _target.Program("whole");

    [Theory]
    [InlineData("freplace", "part", Part)]
    [InlineData("fentry", "whole", Whole)]
    [InlineData("fexit", "part", Part)]
    public void Load_OfAProgramThatAttachesToAnother_NamesItAndItsFunction(string section, string function, uint typeId)
    {
        ObjectSpec spec = Code(section, "probe");
        ProgramSpec program = spec.Program("probe");
        program.SetAttachTarget(Target, function);
        Assert.Equal((Target, function), (program.AttachProgram, program.AttachTarget));

        BpfObject.Load(_kernel, spec).Dispose();

        Assert.Equal((Target.Fd, typeId), (_kernel.Programs[^1].AttachFd, _kernel.Programs[^1].AttachBtfId));
        Assert.Equal([Target.Fd], _kernel.OpenFds);
    }

    [Fact]
    public void SetAttachTarget_Twice_IsTheSecond()
    {
        using BpfObject other = BpfObject.Load(_kernel, Code("xdp", "other"));
        ObjectSpec spec = Code("freplace", "probe");
        spec.Program("probe").SetAttachTarget(other.Program("other"), "whole");
        spec.Program("probe").SetAttachTarget(Target, "part");

        BpfObject.Load(_kernel, spec).Dispose();

        Assert.Equal((Target.Fd, Part), (_kernel.Programs[^1].AttachFd, _kernel.Programs[^1].AttachBtfId));
    }

    [Theory]
    [InlineData("missing", TypesId, "", "load program 'probe': ENOENT: program 'whole' has no function 'missing' to attach to")]
    [InlineData("no_function", TypesId, "", "load program 'probe': ENOENT: program 'whole' has no function 'no_function' to attach to")]
    [InlineData("part", 0, "", "load program 'probe': EINVAL: program 'whole' to attach to was loaded without BTF")]
    [InlineData("part", TypesId, "open types 7", "load program 'probe': EPERM: types of program 'whole'")]
    [InlineData("part", TypesId, "get types", "load program 'probe': EPERM: types of program 'whole'")]
    public void Load_WhereTheFunctionIsNotFound_SaysWhy(string function, uint typesId, string failing, string message)
    {
        _kernel.LoadedProgram = Info(typesId);
        _kernel.FailWhen = command => command == failing;
        ObjectSpec spec = Code("freplace", "probe");
        spec.Program("probe").SetAttachTarget(Target, function);

        BpfException error = Assert.Throws<BpfException>(() => BpfObject.Load(_kernel, spec));

        Assert.Equal(message, error.Message);
        Assert.Equal("whole", Assert.Single(_kernel.Programs).Name);
        Assert.Equal([Target.Fd], _kernel.OpenFds);
    }

    [Fact]
    public void SetAttachTarget_OfAnyType_IsForExtensionsAndTracing()
    {
        foreach (ProgramType type in Enum.GetValues<ProgramType>())
        {
            ProgramSpec program = Code("freplace", "probe").Program("probe");
            program.Type = type;
            if (type is ProgramType.Ext or ProgramType.Tracing)
            {
                program.SetAttachTarget(Target, "part");
                continue;
            }
            ArgumentException error = Assert.Throws<ArgumentException>(() => program.SetAttachTarget(Target, "part"));
            Assert.Equal($"programs of type {KernelNames.Of(type)} do not attach to programs (Parameter 'program')", error.Message);
            Assert.Equal((null, ""), (program.AttachProgram, program.AttachTarget));
        }
    }

    public void Dispose()
    {
        _target.Dispose();
        _kernel.Dispose();
    }

    private static ObjectSpec Code(string section, string name)
    {
        var code = new CodeObject();
        code.Add(section, name, [CodeObject.Nothing, CodeObject.Exit]);
        return code.Read();
    }

    private static ProgInfo Info(uint typesId) => new()
    {
        Type = ProgramType.Xdp,
        Id = 1,
        Name = "whole",
        Tag = [],
        GplCompatible = true,
        LoadTimeNanoseconds = 0,
        CreatedByUid = 0,
        MapIds = [],
        BtfId = typesId,
        XlatedInstructions = [],
        FunctionNames = System.Collections.Immutable.ImmutableDictionary<int, string>.Empty,
        JitedImage = [],
        JitedLength = 0,
        FuncInfo = [],
        LineInfo = [],
        SubprogramTags = [],
        VerifiedInstructions = 0,
        RunTimeNanoseconds = 0,
        RunCount = 0,
        MemoryBytes = 0,
    };
}

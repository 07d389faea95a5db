using System.Reflection;
using System.Text;
using Nbpf.Isa;
using Nbpf.Verification.Domains;
using Nbpf.Verification.Explore;
using Nbpf.Verification.Log;
using Nbpf.Verification.Pruning;
using Nbpf.Verification.Session;
using Nbpf.Verification.State;
using Nbpf.Verification.Tests.Programs;
using Xunit;

namespace Nbpf.Verification.Tests.State;

/// <summary>
/// What is known of a register is compared, copied and printed whole: every field is walked by reflection, so that one that is added later and forgotten
/// somewhere fails here. What need not be compared, copied or printed is named with its reason.
/// </summary>
public sealed class WholeValueTests
{
    private const RegisterModifiers AllModifiers = (RegisterModifiers)0xffffff;

    /// <summary>Of the register's fields, what equality of two states need not look at.</summary>
    private static readonly Dictionary<string, string> NotCompared = new()
    {
        [nameof(RegisterState.IsPrecise)] = "a mark of the checkpoint, which says how to compare, not what is known",
    };

    /// <summary>Of the register's fields, what states do not print for any kind.</summary>
    private static readonly Dictionary<string, string> NotPrinted = new()
    {
    };

    /// <summary>What is said of a type and its name does not tell.</summary>
    private static readonly Dictionary<RegisterModifiers, string> NotNamed = new()
    {
        [RegisterModifiers.Sum] = "Linux has no such flag; the state shows no ref_obj_id then",
    };

    /// <summary>Of a path's fields, what a copy begins anew.</summary>
    private static readonly Dictionary<string, string> NotCopied = new()
    {
        [nameof(PathState.Branches)] = "a copy is one path",
        [nameof(PathState.LoopHead)] = "loops belong to checkpoints",
        [nameof(PathState.Backedges)] = "loops belong to checkpoints",
        [nameof(PathState.Hits)] = "counts of a checkpoint",
        [nameof(PathState.Misses)] = "counts of a checkpoint",
        [nameof(PathState.IsCleaned)] = "of a checkpoint",
        [nameof(PathState.IsEvicted)] = "of a checkpoint",
        [nameof(PathState.ChargedBytes)] = "each counts for itself",
        [nameof(PathState.Frames)] = "copied one by one, below",
        [nameof(PathState.Resources)] = "copied one by one, below",
        [nameof(PathState.History)] = "copied as far as it is used",
    };

    // To find endless loops, which as in Linux does not look at the frame of a stack pointer, and to prune.
    private static readonly Exactness[] Ways = [Exactness.Exact, Exactness.RangeWithin];

    public static TheoryData<string> Fields => [.. FieldsOf(typeof(RegisterState)).Select(static known => known.Name)];

    private static FieldInfo[] FieldsOf(Type type) => type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);

    [Theory]
    [MemberData(nameof(Fields))]
    public void Covers_RegistersThatDifferInOneField_Notices(string name)
    {
        FieldInfo field = FieldsOf(typeof(RegisterState)).Single(field => field.Name == name);
        bool isNoticed = Kinds().Any(kind => Ways.Any(way => Covers(Register(kind), Register(kind), way) && !Covers(Register(kind), Changed(Register(kind), field), way)));

        Assert.True(isNoticed != NotCompared.ContainsKey(name), $"{name}: {(isNoticed ? "is compared, but listed as not compared" : "two states that differ in it are taken for the same")}");
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public void Append_RegistersThatDifferInOneField_PrintsIt(string name)
    {
        FieldInfo field = FieldsOf(typeof(RegisterState)).Single(field => field.Name == name);
        bool isPrinted = Kinds().Any(kind => Text(Register(kind)) != Text(Changed(Register(kind), field)));

        Assert.True(isPrinted != NotPrinted.ContainsKey(name), $"{name}: {(isPrinted ? "is printed, but listed as not printed" : "no state prints it")}");
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public void Spill_OfARegister_KeepsTheField(string name)
    {
        FieldInfo field = FieldsOf(typeof(RegisterState)).Single(field => field.Name == name);
        RegisterState changed = Changed(Register(RegisterKind.Memory), field);
        StackSlot slot = default;
        slot.Spill(changed, 8);

        Assert.Equal(field.GetValue(changed), field.GetValue(slot.Spilled));
    }

    [Fact]
    public void TypeName_OfEveryModifier_TellsIt()
    {
        foreach (RegisterModifiers modifier in Enum.GetValues<RegisterModifiers>().Where(static modifier => modifier != RegisterModifiers.None))
        {
            RegisterType type = new(RegisterKind.Memory), said = type.With(modifier);

            Assert.True(said.Has(modifier) && said != type && said.Without(modifier) == type, modifier.ToString());
            Assert.Equal(NotNamed.ContainsKey(modifier), RegisterText.TypeName(said) == RegisterText.TypeName(type));
        }
    }

    [Fact]
    public void Type_OfAllParts_KeepsThemApart()
    {
        foreach (RegisterKind kind in Enum.GetValues<RegisterKind>())
        {
            RegisterType type = new(kind, AllModifiers, uint.MaxValue);

            Assert.Equal((kind, AllModifiers, uint.MaxValue), (type.Kind, type.Modifiers, type.BtfId));
            Assert.NotEqual(type, new RegisterType(kind, AllModifiers, uint.MaxValue - 1));
        }
    }

    [Fact]
    public void KindRules_OfEveryKind_HaveANameOfTheirOwn() =>
        Assert.Equal(Enum.GetValues<RegisterKind>().Length, Enum.GetValues<RegisterKind>().Select(static kind => KindRules.Of(kind).Name).Distinct().Count());

    [Fact]
    public void StackByteRules_OfEveryKind_HaveALetterOfTheirOwn() =>
        Assert.Equal(Enum.GetValues<StackByte>().Length, Enum.GetValues<StackByte>().Select(static kind => StackByteRules.Of(kind).Letter).Distinct().Count());

    [Fact]
    public void Copy_OfAPath_KeepsEveryField()
    {
        PathState path = new() { Frames = { [0] = Filled(new FrameState()) } };
        path.Resources.Add(new Resource(ResourceKind.Reference, 7, 8));
        foreach (FieldInfo field in FieldsOf(typeof(PathState)).Where(static field => !field.IsInitOnly && field.Name != nameof(PathState.CurrentFrame)))
            field.SetValue(path, Other(field.FieldType, field.GetValue(path)));
        path.History = new HistoryEntry[path.HistoryCount];
        PathState copy = new StatePool().Copy(path);

        foreach (FieldInfo field in FieldsOf(typeof(PathState)).Where(static field => !NotCopied.ContainsKey(field.Name)))
            Assert.True(Equals(field.GetValue(path), field.GetValue(copy)), field.Name);
        Assert.Equal(path.Resources[0], copy.Resources[0]);
        foreach (FieldInfo field in FieldsOf(typeof(FrameState)).Where(static field => !field.FieldType.IsArray))
            Assert.True(Equals(field.GetValue(path.Frames[0]), field.GetValue(copy.Frames[0])), field.Name);
        Assert.Equal(path.Frames[0]!.Registers, copy.Frames[0]!.Registers);
        Assert.Equal(path.Frames[0]!.Stack[0].Bytes, copy.Frames[0]!.Stack[0].Bytes);
    }

    private static FrameState Filled(FrameState frame)
    {
        frame.Enter(0, FrameState.MainCallSite, 0);
        frame.Grow(8);
        foreach (FieldInfo field in FieldsOf(typeof(FrameState)).Where(static field => !field.FieldType.IsArray && field.Name != nameof(FrameState.SlotCount)))
            field.SetValue(frame, Other(field.FieldType, field.GetValue(frame)));
        frame.Registers[3].SetConstant(5);
        frame.Stack[0].Set(2, StackByte.Zero);
        return frame;
    }

    private static RegisterKind[] Kinds() => Enum.GetValues<RegisterKind>();

    // With an offset that is not constant, which more of it prints.
    private static RegisterState Register(RegisterKind kind)
    {
        RegisterState register = default;
        register.SetPointer(kind);
        register.Bounds.SetUnknown();
        return register;
    }

    private static RegisterState Changed(RegisterState register, FieldInfo field)
    {
        object boxed = register;
        field.SetValue(boxed, Other(field.FieldType, field.GetValue(boxed)));
        return (RegisterState)boxed;
    }

    private static object? Other(Type type, object? value) => value switch
    {
        bool flag => !flag,
        byte number => (byte)(number + 1),
        short number => (short)(number + 1),
        int number => number + 1,
        uint number => number + 1,
        ulong number => number + 1,
        RegisterType held => held.With(RegisterModifiers.MayBeNull | RegisterModifiers.ReadOnly),
        ScalarBounds bounds => Narrowed(bounds),
        _ when type.IsClass && type.GetConstructor(Type.EmptyTypes) is not null => Activator.CreateInstance(type),
        _ => value,
    };

    private static ScalarBounds Narrowed(ScalarBounds bounds)
    {
        bounds.SetConstant(9);
        return bounds;
    }

    private static bool Covers(RegisterState old, RegisterState current, Exactness way) => new StateComparison(Session()).Covers(PathWith(old), PathWith(current), way);

    // Before exit, where only r0 is alive.
    private static PathState PathWith(RegisterState register)
    {
        FrameState frame = new();
        frame.Enter(0, FrameState.MainCallSite, 0);
        frame.Registers[0] = register;
        return new PathState { Frames = { [0] = frame }, Instruction = 1 };
    }

    private static VerificationSession Session()
    {
        VerificationSession session = new(
            new VerificationRequest { ProgramType = new TestProgramType(ProgramType.Xdp), Instructions = Assembler.Assemble("r0 = 0\nexit"), Helpers = TestHelpers.Instance, Maps = new TestMapResolver([]) },
            trace: null);
        Assert.True(Preparation.Run(session));
        session.NewId();
        return session;
    }

    private static string Text(RegisterState register)
    {
        MapTable maps = new();
        maps.AddUsed(new TestMap { Type = MapType.Hash, Name = "one", KeySize = 4, ValueSize = 8, MaxEntries = 1, Flags = MapFlags.None });
        maps.AddUsed(new TestMap { Type = MapType.Hash, Name = "two", KeySize = 4, ValueSize = 8, MaxEntries = 1, Flags = MapFlags.None });
        StringBuilder text = new();
        RegisterText.Append(text, register, frame: 0, maps);
        return text.ToString();
    }
}

using Nbpf.CoRe;
using Nbpf.Elf;
using Nbpf.Isa;
using Nbpf.Syscall;
using Nbpf.Testing;
using Nbpf.Tests.CoRe;
using Xunit;

namespace Nbpf.Tests.Fuzz;

/// <summary>Hostile relocations, types and targets give patched instructions or a <see cref="BpfException"/>.</summary>
public sealed class CoreFuzzTests
{
    private const int Cases = 1_500;

    [Theory]
    [InlineData("moved")]
    [InlineData("narrow")]
    [InlineData("doubled")]
    public void Relocate_MutatedTypesOnEitherSide_PatchesOrRefuses(string target)
    {
        (byte[] Types, byte[] Records) programs = Sections("programs.bpf.c");
        byte[] targetTypes = Sections($"target-{target}.c").Types;
        int relocated = 0, refused = 0;
        for (int i = 0; i < Cases; i++)
        {
            var mutator = new Mutator(0xc04e_0000_0000 + ((ulong)targetTypes.Length << 20) + (ulong)i);
            byte[] types = i % 3 == 0 ? mutator.Mutate(programs.Types, targetTypes) : programs.Types;
            byte[] records = i % 3 == 1 ? mutator.Mutate(programs.Records, programs.Records) : programs.Records;
            byte[] theirs = i % 3 == 2 ? mutator.Mutate(targetTypes, programs.Types) : targetTypes;
            byte[] longest = types.Length > theirs.Length ? types : theirs;
            FuzzCase.Run(longest, $"{target} case {i}", hostile =>
            {
                Btf local = Btf.Parse(types);
                var relocator = new CoreRelocator(local, new CoreTarget(Btf.Parse(theirs)));
                foreach (BtfCoreRelocation relocation in BtfExt.Parse(records, local).CoreRelocations.Values.SelectMany(static section => section))
                {
                    if (relocator.TryResolve(relocation, out _, out string reason)) relocated++;
                    else refused++;
                    if (reason.Contains('\n', StringComparison.Ordinal)) Assert.Fail($"reason of several lines: {reason}");
                    CoreRelocator.Describe(local, relocation);
                }
            });
        }
        Assert.InRange(relocated, 1_000, int.MaxValue);
        Assert.InRange(refused, 100, int.MaxValue);
    }

    [Fact]
    public void Relocate_ArbitraryInstructions_PatchesOrRefuses()
    {
        Assert.SkipUnless(ClangCompiler.IsAvailable(out string reason), reason);
        ObjectSpec spec = ObjectSpec.Read(ClangCompiler.CompileToFile(File.ReadAllText(LibbpfRelocations.SourcePath("programs.bpf.c")), "-mcpu=v4"));
        BtfCoreRelocation[] relocations = [.. spec.Programs.SelectMany(static program => program.CoreRelocations)];
        var random = new Random(20);
        var bytes = new byte[16];
        int patched = 0;
        for (int i = 0; i < 30_000; i++)
        {
            random.NextBytes(bytes);
            Instruction[] code = [Instruction.Read(bytes), Instruction.Read(bytes.AsSpan(8))];
            try
            {
                new CoreRelocator(spec.Btf!, new CoreTarget(spec.Btf!)).Relocate("random", code, [relocations[i % relocations.Length] with { InstructionIndex = (uint)random.Next(3) }]);
                patched++;
            }
            catch (BpfException error)
            {
                Assert.Contains(error.Errno, (Errno[])[Errno.EINVAL, Errno.ERANGE]);
            }
        }
        Assert.InRange(patched, 100, 15_000);
    }

    [Fact]
    public void Relocate_AnonymousStructsThatShareParts_EndsAtOnce()
    {
        // Two members of the struct below at every level: 2^60 paths, to a name that is not there.
        static Btf Nested(string member)
        {
            var builder = new BtfBuilder();
            uint id = builder.AddInteger("int", 4);
            for (int i = 0; i < 28; i++) id = builder.AddComposite(BtfKind.Union, "", 4, new BtfMember("", id, 0, 0), new BtfMember("", id, 0, 0));
            builder.AddComposite(BtfKind.Struct, "root", 8, new BtfMember("", id, 0, 0), new BtfMember(member, 1, 32, 0));
            return builder.ToBtf();
        }
        Btf local = Nested("wanted"), target = Nested("other");
        uint root = (uint)local.TypeCount;
        var relocator = new CoreRelocator(local, new CoreTarget(target));
        foreach ((string access, CoreRelocationKind kind, ulong value) in ((string, CoreRelocationKind, ulong)[])
            [("0:1", CoreRelocationKind.FieldExists, 0), ("0", CoreRelocationKind.TypeMatches, 0), ("0", CoreRelocationKind.TypeExists, 1)])
        {
            Assert.True(relocator.TryResolve(new BtfCoreRelocation(0, root, access, kind), out CoreResolution resolution, out string reason), reason);
            Assert.Equal(value, resolution.Value);
        }
    }

    [Theory]
    [InlineData("", "expected numbers between colons")]
    [InlineData(":0", "expected numbers between colons")]
    [InlineData("0:", "expected numbers between colons")]
    [InlineData("0::1", "expected numbers between colons")]
    [InlineData("0:-1", "expected numbers between colons")]
    [InlineData("0:x", "expected numbers between colons")]
    [InlineData("0:99999999999", "expected numbers between colons")]
    [InlineData("0:2", "[2] struct pair has no member 2")]
    [InlineData("0:0:0", "[1] int int has no parts")]
    [InlineData("0:1:3", "an array of 3 has no element 3")]
    public void Resolve_MalformedAccessString_SaysWhatIsWrong(string access, string message)
    {
        var builder = new BtfBuilder();
        uint integer = builder.AddInteger("int", 4);
        builder.AddComposite(BtfKind.Struct, "pair", 16, new BtfMember("a", integer, 0, 0), new BtfMember("b", 3, 32, 0));
        builder.AddArray(new BtfArrayShape(integer, integer, 3));
        Btf types = builder.ToBtf();
        var relocation = new BtfCoreRelocation(0, 2, access, CoreRelocationKind.FieldByteOffset);
        Assert.False(new CoreRelocator(types, new CoreTarget(types)).TryResolve(relocation, out _, out string reason));
        Assert.Equal($"access string '{access}': {message}", reason);
        Assert.Equal($"<byte_off> [2] struct pair + {access}", CoreRelocator.Describe(types, relocation));
    }

    private static (byte[] Types, byte[] Records) Sections(string source)
    {
        Assert.SkipUnless(ClangCompiler.IsAvailable(out string reason), reason);
        ObjectFile file = ObjectFile.Parse(ClangCompiler.Compile(File.ReadAllText(LibbpfRelocations.SourcePath(source))), source);
        return (file.FindSection(".BTF")!.Data.ToArray(), file.FindSection(".BTF.ext")?.Data.ToArray() ?? []);
    }
}

using Nbpf.CoRe;
using Nbpf.Isa;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Tests.CoRe;

/// <summary>Relocations whose target is the object itself, as in the in-process kernel: every type stands for itself.</summary>
public sealed class OwnTypesTests
{
    [Theory]
    [InlineData("v1")]
    [InlineData("v2")]
    [InlineData("v3")]
    [InlineData("v4")]
    public void Relocate_ToOwnTypes_LeavesEveryInstructionAsClangMadeIt(string version)
    {
        Assert.SkipUnless(ClangCompiler.IsAvailable(out string reason), reason);
        byte[] bytes = ClangCompiler.Compile(File.ReadAllText(LibbpfRelocations.SourcePath("programs.bpf.c")), $"-mcpu={version}");
        ObjectSpec spec = ObjectSpec.Read(bytes, "programs.bpf.o");
        var relocator = new CoreRelocator(spec.Btf!, new CoreTarget(spec.Btf!));
        int count = 0;
        foreach (ProgramSpec program in spec.Programs)
        {
            // libbpf takes values of 32 bits for signed, clang does not: a value past 2^31 cannot be relocated at all.
            if (program.Name == "value_large") continue;
            Instruction[] code = [.. program.Instructions];
            foreach (BtfCoreRelocation relocation in program.CoreRelocations)
            {
                if (!relocator.TryResolve(relocation, out CoreResolution resolution, out string why))
                {
                    Assert.Equal(("signed_element", "signed is not for elements of arrays"), (program.Name, why));
                    continue;
                }
                Assert.Equal((false, resolution.OriginalValue), (resolution.IsMissing, resolution.Value));
                // What clang loads to get at a bitfield is its own choice; all that is asked of one field agrees with itself.
                if (!resolution.IsOriginalCertain && relocation.Kind <= CoreRelocationKind.FieldRshiftU64) continue;
                relocator.Relocate(program.Name, code, [relocation]);
                count++;
            }
            Assert.True(code.SequenceEqual(program.Instructions), $"{program.Name}: {CoreRelocator.Describe(spec.Btf!, program.CoreRelocations[0])}");
        }
        Assert.InRange(count, 320, 1000);
    }
}

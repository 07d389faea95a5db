using Nbpf.CoRe;
using Nbpf.Isa;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Tests.CoRe;

/// <summary>
/// Every kind of relocation against several kernels' types: our instructions are libbpf's, and what libbpf refuses is refused with
/// its errno.
/// </summary>
public sealed class LibbpfComparisonTests
{
    private const string KernelTypes = "/sys/kernel/btf/vmlinux";

    // libbpf 1.1 compares sizes of whole arrays where 1.6 and we compare their elements': a field that is loaded as a whole array
    // does not occur in C, so nothing of it is seen here.
    public static TheoryData<string, string> Targets
    {
        get
        {
            var targets = new TheoryData<string, string>();
            foreach (string version in (string[])["v1", "v4"])
            {
                foreach (string target in (string[])["moved", "narrow", "doubled", "itself", "kernel"]) targets.Add(target, version);
            }
            return targets;
        }
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Relocate_EveryKind_IsAsLibbpfDoesIt(string target, string version)
    {
        string programs = Compile("programs.bpf.c", $"-mcpu={version}");
        string types = target switch
        {
            "kernel" => KernelTypes,
            "itself" => programs,
            _ => Compile($"target-{target}.c"),
        };
        Compare(programs, types);
    }

    [Fact]
    public void Relocate_To32BitKernel_TakesPointersOfFourBytes()
    {
        var builder = new BtfBuilder();
        uint character = builder.AddInteger("char", 1, BtfIntegerEncoding.Signed);
        uint longer = builder.AddInteger("long unsigned int", 4);
        uint pointer = builder.AddReference(BtfKind.Ptr, character);
        builder.AddComposite(BtfKind.Struct, "shrunk", 12, new BtfMember("size", longer, 0, 0), new BtfMember("text", pointer, 32, 0), new BtfMember("signed_size", longer, 64, 0));
        builder.AddReference(BtfKind.Typedef, pointer, "known_pointer_t");
        string types = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(types, builder.ToBytes());
            string programs = Compile("programs.bpf.c", "-mcpu=v1");
            Compare(programs, types);
            Instruction[] code = Relocate(ObjectSpec.Read(programs), Btf.ReadFile(types), "load_shrunk_pointer").Instructions;
            Assert.Contains(code, instruction => instruction is { Class: InstructionClass.Ldx, MemorySizeBytes: 4, Offset: 4 });
        }
        finally
        {
            File.Delete(types);
        }
    }

    private static void Compare(string programs, string types)
    {
        Assert.SkipWhen(LibbpfRelocations.MissingReason is not null, LibbpfRelocations.MissingReason ?? "");
        Dictionary<string, LibbpfRelocations.Outcome> expected = LibbpfRelocations.Run(programs, types);
        ObjectSpec spec = ObjectSpec.Read(programs);
        Btf target = Btf.ReadFile(types);
        Assert.Equal(expected.Keys.Order(), spec.Programs.Select(static program => program.Name).Order());
        var differences = new List<string>();
        foreach ((string name, LibbpfRelocations.Outcome theirs) in expected)
        {
            LibbpfRelocations.Outcome ours = Relocate(spec, target, name);
            if (theirs.Errno != ours.Errno || !theirs.Instructions.SequenceEqual(ours.Instructions))
                differences.Add($"{name}: libbpf {Show(theirs)}; here {Show(ours)}");
        }
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    // Each program alone, as libbpf is asked: candidates are narrowed from relocation to relocation.
    private static LibbpfRelocations.Outcome Relocate(ObjectSpec spec, Btf target, string name)
    {
        ProgramSpec program = spec.Program(name);
        Instruction[] code = [.. program.Instructions];
        try
        {
            new CoreRelocator(spec.Btf!, new CoreTarget(target)).Relocate(name, code, program.CoreRelocations);
            return new LibbpfRelocations.Outcome(code, Errno.None, "");
        }
        catch (BpfException error)
        {
            return new LibbpfRelocations.Outcome([], error.Errno, error.Message);
        }
    }

    private static string Compile(string name, params string[] options)
    {
        Assert.SkipUnless(ClangCompiler.IsAvailable(out string reason), reason);
        return ClangCompiler.CompileToFile(File.ReadAllText(LibbpfRelocations.SourcePath(name)), options);
    }

    private static string Show(LibbpfRelocations.Outcome outcome) =>
        outcome.Errno != Errno.None ? $"{outcome.Errno} ({outcome.Reason})" : string.Join(' ', outcome.Instructions.Select(static i => $"{i.Opcode:x2}:{i.Offset}:{i.Immediate}"));
}

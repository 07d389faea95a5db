using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Runtime.Tests.Loading;

/// <summary>Objects that ask for kernel types, symbols and configuration values, loaded in process, and on Linux for comparison.</summary>
public sealed class KernelTypesTests
{
    private static ObjectSpec Spec(string version = "v3")
    {
        Assert.SkipUnless(ClangCompiler.IsAvailable(out string reason), reason);
        string source = File.ReadAllText(Path.Combine(Repository.Root, "tests", "Nbpf.Runtime.Tests", "Loading", "kernel-types.bpf.c"));
        return ObjectSpec.Read(ClangCompiler.Compile(source, $"-mcpu={version}"), "kernel-types.bpf.o");
    }

    private static BpfLoadOptions Only(string program) => new() { ProgramFilter = candidate => candidate.Name == program };

    [Theory]
    [InlineData("v1")]
    [InlineData("v4")]
    public void Run_FieldsAndBitfields_AreWhereTheObjectHasThem(string version)
    {
        ObjectSpec spec = Spec(version);
        using var kernel = new BpfRuntime();
        using BpfObject loaded = BpfObject.Load(kernel, spec);
        using IBpf? linux = LinuxOracle.IsAvailable(out _) ? LinuxOracle.Open() : null;
        using BpfObject? there = linux is null ? null : BpfObject.Load(
            linux, spec, new BpfLoadOptions { TargetTypes = spec.Btf, ProgramFilter = static program => program.Name == "fields" || program.Name.StartsWith("bits_", StringComparison.Ordinal) });
        var random = new Random(7);
        for (int run = 0; run < 50; run++)
        {
            var packet = new byte[64];
            random.NextBytes(packet);
            uint word = BitConverter.ToUInt32(packet);
            uint Numbers(int index) => BitConverter.ToUInt32(packet, 16 + (index * 4));
            Assert.Equal(unchecked(Numbers(0) + (Numbers(2) * 10) + (BitConverter.ToUInt16(packet, 30) * 100u) + (Numbers(3) * 1000)), Run("fields"));
            Assert.Equal(word & 0xf, Run("bits_version"));
            Assert.Equal((word >> 4) & 0xf, Run("bits_length"));
            foreach (string name in (string[])["flags", "offset", "signed_low", "wide"]) _ = Run($"bits_{name}");
            uint Run(string program)
            {
                uint ours = loaded.Program(program).Run(packet).ReturnValue;
                if (there is not null) Assert.Equal((program, there.Program(program).Run(packet).ReturnValue), (program, ours));
                return ours;
            }
        }
    }

    [Fact]
    public void Run_QuestionsOnTypes_AreAnsweredFromTheObject()
    {
        ObjectSpec spec = Spec();
        Assert.True(spec.Btf!.TryFind("header", BtfKind.Struct, out BtfType header));
        using var kernel = new BpfRuntime();
        using BpfObject loaded = BpfObject.Load(kernel, spec);
        Assert.Equal(1 + 2 + 4 + (header.StatedSize * 16) + (4 * 4096), loaded.Program("types").Run(new byte[64]).ReturnValue);
    }

    [Fact]
    public void Run_WithTypesOfAnotherKernel_SeesThatKernelsLayout()
    {
        var builder = new BtfBuilder();
        uint integer = builder.AddInteger("int", 4, BtfIntegerEncoding.Signed);
        builder.AddComposite(BtfKind.Struct, "task_struct", 64, new BtfMember("tgid", integer, 320, 0), new BtfMember("pid", integer, 352, 0));
        using var kernel = new BpfRuntime(new BpfRuntimeOptions { KernelTypes = builder.ToBtf() });
        using BpfObject loaded = BpfObject.Load(kernel, Spec(), Only("types"));
        Assert.Equal(40 * 4096u, loaded.Program("types").Run(new byte[64]).ReturnValue);
        // What the options name comes first: a kernel without the type, whose field is asked for all the same.
        BpfVerifierException error = Assert.Throws<BpfVerifierException>(() => BpfObject.Load(kernel, Spec(), Only("types") with { TargetTypes = new BtfBuilder().ToBtf() }));
        Assert.StartsWith("failed to resolve CO-RE relocation <byte_off> ", error.Summary, StringComparison.Ordinal);
        Assert.EndsWith(" struct task_struct.tgid (0:1 @ offset 4)", error.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ConfigurationValues_AreThoseOfOptionsOrOfThisKernel()
    {
        using var kernel = new BpfRuntime();
        using (BpfObject loaded = BpfObject.Load(kernel, Spec())) Assert.Equal((0x0612u * 1000) + 250, loaded.Program("configuration").Run(new byte[64]).ReturnValue);
        var options = new BpfLoadOptions { KernelConfiguration = "CONFIG_HZ=100\nLINUX_KERNEL_VERSION=0x050a07\n" };
        using (BpfObject loaded = BpfObject.Load(kernel, Spec(), options)) Assert.Equal((0x050au * 1000) + 100, loaded.Program("configuration").Run(new byte[64]).ReturnValue);
        using var bare = new BpfRuntime(new BpfRuntimeOptions { Configuration = "" });
        BpfException error = Assert.Throws<BpfException>(() => BpfObject.Load(bare, Spec()));
        Assert.StartsWith("resolve extern 'CONFIG_HZ': ESRCH", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("needs_address", "jiffies", "symbol")]
    [InlineData("needs_variable", "cpu_hw_events", "symbol")]
    [InlineData("needs_function", "bpf_rcu_read_lock", "function")]
    public void Load_StrongKernelSymbol_IsRefusedByName(string program, string name, string what)
    {
        using var kernel = new BpfRuntime();
        BpfException error = Assert.Throws<BpfException>(() => BpfObject.Load(kernel, Spec(), Only(program)));
        Assert.Equal($"resolve extern '{name}': ESRCH: the kernel has no {what} of this name", error.Message);
    }

    [Fact]
    public void Load_WeakFunction_IsMissingAndNamedWhereItIsReached()
    {
        using var kernel = new BpfRuntime();
        using (BpfObject loaded = BpfObject.Load(kernel, Spec())) Assert.Equal(4u, loaded.Program("weak").Run(new byte[64]).ReturnValue);
        BpfVerifierException error = Assert.Throws<BpfVerifierException>(() => BpfObject.Load(kernel, Spec(), Only("reaches_function")));
        Assert.Equal("kfunc 'bpf_rcu_read_unlock' is referenced but wasn't resolved", error.Summary);
    }
}

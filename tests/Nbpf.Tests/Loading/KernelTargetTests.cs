using System.Buffers.Binary;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Tests.LoadingOfObjects;

/// <summary>Where tracing programs find what they attach to: in the kernel, or in a module by its file descriptor.</summary>
public sealed class KernelTargetTests
{
    private const uint KernelFunction = 3, ModuleFunction = 5;

    [Theory]
    [InlineData("kernel_function", KernelFunction, false)]
    [InlineData("vmlinux:kernel_function", KernelFunction, false)]
    [InlineData("module_function", ModuleFunction, true)]
    [InlineData("driver:module_function", ModuleFunction, true)]
    public void Load_OfATracingProgram_NamesItsTarget(string target, uint typeId, bool isOfModule)
    {
        using var recorder = new RecordingKernel();
        using OldKernel kernel = WithModule(recorder);
        ProgramSpec program = Load(kernel, target, out _);

        ProgLoadAttributes loaded = Assert.Single(kernel.Programs);
        Assert.Equal((program.Type, typeId, isOfModule), (loaded.Type, loaded.AttachBtfId, loaded.AttachFd != 0));
        Assert.Empty(recorder.OpenFds);
        Assert.Empty(kernel.OpenKernelObjects);
    }

    [Theory]
    [InlineData("nowhere", "the kernel has no 'nowhere' to attach to")]
    [InlineData("other:module_function", "module 'other' has no 'module_function' to attach to")]
    [InlineData("driver:kernel_function", "module 'driver' has no 'kernel_function' to attach to")]
    [InlineData("", "section 'xdp' says no target: say it with ProgramSpec.AttachTarget")]
    public void Load_OfATracingProgramWithoutTarget_SaysWhatIsMissing(string target, string message)
    {
        using var recorder = new RecordingKernel();
        using OldKernel kernel = WithModule(recorder);
        Load(kernel, target, out BpfException? failure);

        Assert.EndsWith(message, failure?.Message, StringComparison.Ordinal);
        Assert.Empty(kernel.Programs);
        Assert.Empty(recorder.OpenFds);
        Assert.Empty(kernel.OpenKernelObjects);
    }

    private static ProgramSpec Load(OldKernel kernel, string target, out BpfException? failure)
    {
        Assert.SkipUnless(ClangCompiler.IsAvailable(out string reason), reason);
        ObjectSpec spec = ObjectSpec.Read(ClangCompiler.Compile("__attribute__((section(\"xdp\"), used)) int probe(void *c) { return 0; }"), "target.bpf.o");
        ProgramSpec program = spec.Program("probe");
        (program.Type, program.AttachType, program.HasKernelTarget, program.AttachTarget) = (ProgramType.Tracing, AttachType.TraceFentry, true, target);
        failure = null;
        try
        {
            BpfObject.Load(kernel, spec).Dispose();
        }
        catch (BpfException refusal)
        {
            failure = refusal;
        }
        return program;
    }

    private static OldKernel WithModule(RecordingKernel recorder)
    {
        var builder = new BtfBuilder();
        builder.AddInteger("int", 4, BtfIntegerEncoding.Signed);
        uint function = builder.AddFunction("kernel_function", builder.AddPrototype(0), BtfLinkage.Static);
        Assert.Equal(KernelFunction, function);
        byte[] kernelTypes = builder.ToBytes();
        return new OldKernel(recorder)
        {
            KernelObjects = [new BtfInfo(1, "vmlinux", true, [.. kernelTypes]), new BtfInfo(2, "", false, [.. kernelTypes]), new BtfInfo(3, "driver", true, [.. ModuleTypes(kernelTypes)])],
        };
    }

    // Types and strings of a module go on where the kernel's end.
    private static byte[] ModuleTypes(byte[] kernelTypes)
    {
        uint kernelStrings = BinaryPrimitives.ReadUInt32LittleEndian(kernelTypes.AsSpan(20));
        var builder = new BtfBuilder();
        builder.AddFunction("module_function", builder.AddPrototype(0), BtfLinkage.Static);
        byte[] bytes = builder.ToBytes();
        Span<byte> function = bytes.AsSpan(24 + 12);
        BinaryPrimitives.WriteUInt32LittleEndian(function, kernelStrings + BinaryPrimitives.ReadUInt32LittleEndian(function));
        BinaryPrimitives.WriteUInt32LittleEndian(function[8..], KernelFunction + 1);
        return bytes;
    }
}

using Nbpf.Features;
using Nbpf.Syscall;
using Nbpf.Tests.LoadingOfObjects;
using Xunit;

namespace Nbpf.Tests.Features;

/// <summary>What the catalog makes of a kernel's answers, for kernels that are not at hand.</summary>
public sealed class KernelFeaturesTests
{
    [Theory]
    [InlineData(Errno.EINVAL, "0: (85) call unknown#181\ninvalid func unknown#181\n", Availability.Missing)]
    [InlineData(Errno.EINVAL, "0: (85) call bpf_sys_bpf#166\nunknown func bpf_sys_bpf#166\n", Availability.Missing)]
    [InlineData(Errno.EINVAL, "0: (85) call bpf_sys_bpf#166\nprogram of this type cannot use helper bpf_sys_bpf#166\n", Availability.Missing)]
    [InlineData(Errno.EINVAL, "0: (85) call bpf_sys_bpf#166\nhelper bpf_sys_bpf#166 is not supported yet\n", Availability.Missing)]
    [InlineData(Errno.EACCES, "0: (85) call bpf_map_lookup_elem#1\nR1 type=ctx expected=map_ptr\n", Availability.Available)]
    [InlineData(Errno.EINVAL, "0: (85) call bpf_d_path#147\nhelper call is not allowed in probe\n", Availability.Available)]
    [InlineData(Errno.EPERM, "", Availability.NotPermitted)]
    [InlineData(Errno.EINVAL, "", Availability.Unknown)]
    public void Helper_JudgesTheVerifiersWords(Errno errno, string log, Availability expected)
    {
        using var kernel = new RecordingKernel { FailWhen = static command => command.StartsWith("load", StringComparison.Ordinal), FailWith = errno, Log = log };

        Assert.Equal(expected, KernelFeatures.Of(kernel).Helper(ProgramType.Xdp, HelperId.SysBpf));
        Assert.Empty(kernel.OpenFds);
    }

    [Theory]
    [InlineData(Errno.None, Availability.Available)]
    [InlineData(Errno.EINVAL, Availability.Missing)]
    [InlineData(Errno.E2BIG, Availability.Missing)]
    [InlineData(Errno.EPERM, Availability.NotPermitted)]
    public void Types_JudgeTheErrno(Errno errno, Availability expected)
    {
        using var kernel = new RecordingKernel { FailWhen = _ => errno != Errno.None, FailWith = errno };
        KernelFeatures features = KernelFeatures.Of(kernel);

        Assert.Equal(expected, features.ProgramType(ProgramType.Xdp));
        Assert.Equal(expected, features.MapType(MapType.Hash));
        Assert.Equal(expected, features.MapType(MapType.ArrayOfMaps));
        Assert.Equal(expected, features.MapType(MapType.TaskStorage));
        Assert.Empty(kernel.OpenFds);
    }

    [Fact]
    public void StructOps_WhoseStructIsUnknown_IsAvailable()
    {
        using var kernel = new RecordingKernel { FailWhen = static _ => true, FailWith = Errno.ENOTSUPP };
        KernelFeatures features = KernelFeatures.Of(kernel);

        Assert.Equal(Availability.Available, features.ProgramType(ProgramType.StructOps));
        Assert.Equal(Availability.Available, features.MapType(MapType.StructOps));
        Assert.Equal(Availability.Missing, features.ProgramType(ProgramType.Xdp));
    }

    [Fact]
    public void Ext_WithoutAProgramToExtend_IsAvailableWhenTheVerifierSaysSo()
    {
        using var kernel = new RecordingKernel { FailWhen = static _ => true, FailWith = Errno.EINVAL, Log = "Cannot replace kernel functions\n" };

        Assert.Equal(Availability.Available, KernelFeatures.Of(kernel).ProgramType(ProgramType.Ext));
        Assert.Equal(Availability.Unknown, KernelFeatures.Of(kernel).Helper(ProgramType.Ext, HelperId.MapLookupElem));
    }

    [Fact]
    public void AttachType_OfATypeThatTakesAnything_IsUnknown()
    {
        using var kernel = new RecordingKernel();

        Assert.Equal(Availability.Unknown, KernelFeatures.Of(kernel).AttachType(ProgramType.Kprobe, AttachType.TraceKprobeMulti));
    }

    [Fact]
    public void Answers_AreAskedForOnce()
    {
        using var kernel = new RecordingKernel();
        KernelFeatures features = KernelFeatures.Of(kernel);
        AskEverything(features);
        int commands = kernel.Commands.Count;

        AskEverything(KernelFeatures.Of(kernel));

        Assert.Same(features, KernelFeatures.Of(kernel));
        Assert.Equal(commands, kernel.Commands.Count);
        Assert.Empty(kernel.OpenFds);
    }

    [Fact]
    public void Kernels_HaveTheirOwnAnswers()
    {
        using var rich = new RecordingKernel();
        using var poor = new RecordingKernel { FailWhen = static _ => true, FailWith = Errno.EINVAL };

        Assert.Equal(Availability.Available, KernelFeatures.Of(rich).MapType(MapType.Arena));
        Assert.Equal(Availability.Missing, KernelFeatures.Of(poor).MapType(MapType.Arena));
        Assert.Equal(KernelBtfSupport.All, KernelFeatures.Of(rich).Btf);
        Assert.Equal(KernelBtfSupport.None, KernelFeatures.Of(poor).Btf);
        Assert.Null(KernelFeatures.Of(poor).KernelFunctions);
        Assert.Equal(Availability.Missing, KernelFeatures.Of(poor).KernelFunction("bpf_dynptr_from_xdp"));
    }

    [Fact]
    public void InstructionSet_OfNoSuchVersion_IsRefused()
    {
        using var kernel = new RecordingKernel();
        Assert.Throws<ArgumentOutOfRangeException>(() => KernelFeatures.Of(kernel).InstructionSet(5));
    }

    private static void AskEverything(KernelFeatures features)
    {
        _ = features.ProgramType(ProgramType.Tracing);
        _ = features.MapType(MapType.RingBuf);
        _ = features.Helper(ProgramType.CgroupSockAddr, HelperId.Bind);
        _ = features.AttachType(ProgramType.CgroupSock, AttachType.CgroupInet4PostBind);
        _ = features.Btf;
        _ = features.KernelFunctions;
        _ = features.InstructionSet(4);
        _ = features.BoundedLoops;
        _ = features.LargePrograms;
        _ = features.ObjectNames;
        _ = features.MappableArrays;
        _ = features.ExpectedAttachTypes;
        _ = features.MemoryCgroupAccounting;
    }
}

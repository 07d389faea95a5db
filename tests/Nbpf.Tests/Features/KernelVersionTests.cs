using Nbpf.Features;
using Xunit;

namespace Nbpf.Tests.Features;

public sealed class KernelVersionTests
{
    [Theory]
    [InlineData("6.18.44-fc", 0x06122c)]
    [InlineData("4.9.300", 0x0409ff)]
    [InlineData("5.10", 0x050a00)]
    [InlineData("7.0-rc1", 0x070000)]
    [InlineData("linux", 0)]
    [InlineData("", 0)]
    public void Parse_OfARelease_IsItsCode(string release, uint code) => Assert.Equal(code, KernelVersion.Parse(release));

    [Fact]
    public void Parse_OnUbuntu_TakesTheUpstreamVersion() =>
        Assert.Equal(0x050408u, KernelVersion.Parse("Ubuntu 5.4.0-12.15-generic 5.4.8\n", "Linux version 5.4.0-12-generic", "5.4.0-12-generic"));

    [Fact]
    public void Parse_OnDebian_TakesThePackagesVersion() =>
        Assert.Equal(0x041325u, KernelVersion.Parse("", "Linux version 4.19.0-5-amd64 (x) #1 SMP Debian 4.19.37-5 (2019-06-19)", "4.19.0-5-amd64"));

    [Fact]
    public void Parse_Elsewhere_TakesTheRelease() => Assert.Equal(0x060c01u, KernelVersion.Parse("", "Linux version 6.12.1 (gcc Debian)", "6.12.1-arch1"));

    [Fact]
    public void Running_HereOnLinux_IsAVersion()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "this is not Linux");
        Assert.True(KernelVersion.Running >= 0x040000);
    }
}

using Xunit;

namespace Nbpf.Linux.Tests;

public sealed class CpuListTests
{
    [Theory]
    [InlineData("0\n", new[] { 0 })]
    [InlineData("0-1\n", new[] { 0, 1 })]
    [InlineData("0-3,8,10-11\n", new[] { 0, 1, 2, 3, 8, 10, 11 })]
    public void Parse_List_NamesTheCpus(string list, int[] cpus) => Assert.Equal(cpus, CpuList.Parse(list, "list"));

    [Theory]
    [InlineData("")]
    [InlineData("3-1")]
    [InlineData("0-1-2")]
    [InlineData("a")]
    [InlineData("0-2000000000")]
    public void Parse_Malformed_IsAFormatError(string list) => Assert.Throws<BpfFormatException>(() => CpuList.Parse(list, "list"));
}

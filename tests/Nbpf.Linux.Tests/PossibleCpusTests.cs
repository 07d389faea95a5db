using Xunit;

namespace Nbpf.Linux.Tests;

public sealed class PossibleCpusTests
{
    [Theory]
    [InlineData("0\n", 1)]
    [InlineData("0-1\n", 2)]
    [InlineData("0-3,8,10-11\n", 7)]
    public void Count_List_AddsTheRanges(string list, int count) => Assert.Equal(count, PossibleCpus.Count(list));

    [Theory]
    [InlineData("")]
    [InlineData("3-1")]
    [InlineData("0-1-2")]
    [InlineData("a")]
    public void Count_Malformed_IsAFormatError(string list) => Assert.Throws<BpfFormatException>(() => PossibleCpus.Count(list));
}

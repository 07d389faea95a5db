using Nbpf.Runtime.Packets;
using Xunit;

namespace Nbpf.Runtime.Tests.Helpers;

/// <summary>Sizes that metadata before a packet may have: whole words, 252 bytes at most.</summary>
public sealed class XdpMetadataTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    [InlineData(248, false)]
    [InlineData(251, true)]
    [InlineData(252, false)]
    [InlineData(253, true)]
    [InlineData(256, true)]
    public void IsInvalidSize_AroundTheLimits_TakesWordsUpToTheLast(long bytes, bool expected) => Assert.Equal(expected, XdpBuff.IsInvalidMetaSize(bytes));
}

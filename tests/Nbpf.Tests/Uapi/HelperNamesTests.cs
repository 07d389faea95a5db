using Xunit;

namespace Nbpf.Tests.Uapi;

public sealed class HelperNamesTests
{
    [Fact]
    public void KernelName_EveryHelper_IsKnownAndFoundBack()
    {
        HelperId[] helpers = Enum.GetValues<HelperId>();
        Assert.Equal(HelperNames.Count, helpers.Length);
        Assert.All(helpers, helper =>
        {
            string name = HelperNames.KernelName(helper);
            Assert.StartsWith("bpf_", name, StringComparison.Ordinal);
            Assert.True(HelperNames.TryFind(name, out int id));
            Assert.Equal((int)helper, id);
        });
    }

    [Theory]
    [InlineData(0, "bpf_unspec")]
    [InlineData(1, "bpf_map_lookup_elem")]
    [InlineData(211, "bpf_cgrp_storage_delete")]
    [InlineData(212, "unknown")]
    [InlineData(-1, "unknown")]
    public void KernelName_Number_IsThatOfTheKernel(int id, string name) => Assert.Equal(name, HelperNames.KernelName(id));
}

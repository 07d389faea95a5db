using Nbpf.Comparison;
using Nbpf.Comparison.Known;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Differential.Known;

public sealed class KnownDifferencesTests
{
    [Fact]
    public void Entries_EachStandsInTheParityDocument()
    {
        string document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "parity.md"));

        Assert.DoesNotContain(KnownDifferences.BuiltIn.Entries, entry => !document.Contains($"`{entry.Id}`", StringComparison.Ordinal));
    }

    [Fact]
    public void Explain_ByPatterns_MatchesWholeTexts()
    {
        KnownDifferences table = KnownDifferences.Read("# comment\nfirst\terrno\t.* update .*\tEINVAL\tOK\twhy\n");

        Assert.Equal("first", table.Explain(new Difference("[Hash] update m", "errno", "EINVAL", "OK"))?.Id);
        Assert.Null(table.Explain(new Difference("[Hash] update m", "errno", "EINVAL", "OK 01")));
        Assert.Null(table.Explain(new Difference("[Hash] lookup m", "errno", "EINVAL", "OK")));
    }

    [Theory]
    [InlineData("a\terrno\t.*\t.*\t.*\n", "5 columns")]
    [InlineData("a\terrno\t.*\t.*\t(\twhy\n", "'a'")]
    [InlineData("a\terrno\t.*\t.*\t.*\twhy\na\terrno\t.*\t.*\t.*\twhy\n", "used twice (at offset 0x15)")]
    public void Read_OfMalformedTables_NamesTheLine(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<BpfFormatException>(() => KnownDifferences.Read(text)).Message, StringComparison.Ordinal);
}

using System.Collections.Concurrent;
using Nbpf.Faults.Source;
using Xunit;

namespace Nbpf.Faults.Tests;

/// <summary>The tool reads the code as it is now, and so do its tables.</summary>
public sealed class TableTests
{
    private static readonly ConcurrentDictionary<string, ProjectSource> Projects = new();

    [Theory]
    [InlineData("tests/Nbpf.Faults/known.tsv")]
    [InlineData("tests/Nbpf.Faults/survivors.tsv")]
    [InlineData("tests/Nbpf.Differential/Safety/faults.tsv")]
    public void Find_FaultsOfATable_HaveTheirPlaces(string table)
    {
        Fault[] faults = [.. Tables.Lines(Path.Combine(Repository.Root, table)).Select(Fault.Parse)];

        Assert.NotEmpty(faults);
        Assert.DoesNotContain(faults, static fault => Project(Room.Of(fault.Room).Project).Find(fault, out _) is null);
    }

    [Theory]
    [InlineData("Nbpf")]
    [InlineData("Nbpf.Verification")]
    [InlineData("Nbpf.Runtime")]
    public void Compile_WithProbes_NamesEveryMember(string project)
    {
        byte[] assembly = Probes.Compile(Project(project), out IReadOnlyList<string> names);

        Assert.NotEmpty(assembly);
        Assert.Equal(Project(project).Members.Count, names.Count);
    }

    [Fact]
    public void From_TheSameSeed_DrawsTheSameFaults()
    {
        Dictionary<string, IReadOnlyList<Fault>> candidates = Room.All.ToDictionary(static room => room.Name, static room => FaultFinder.Find(room, Project(room.Project)));

        Assert.Equal(Draw.From(candidates, 50, 7), Draw.From(candidates, 50, 7));
        Assert.NotEqual(Draw.From(candidates, 50, 7), Draw.From(candidates, 50, 8));
    }

    private static ProjectSource Project(string name) => Projects.GetOrAdd(name, ProjectSource.Read);
}

using System.Globalization;
using System.Text;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Architecture.Tests;

/// <summary>Data goes one way through the rooms of every project, and <c>docs/architecture.md</c> shows that way as it is.</summary>
public sealed class RoomTests
{
    private const string Begin = "<!-- rooms: written by the tests with NBPF_RECORD=1 -->";
    private const string End = "<!-- end of rooms -->";

    private const string Unsaid = "(to be said)";

    private static readonly string Page = Path.Combine(Repository.Root, "docs", "architecture.md");

    public static TheoryData<string> Projects => [.. RoomGraph.Projects];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Rooms_OfEachProject_FormNoCircle(string project)
    {
        string[] arrows = [.. RoomGraph.Of(project).Cyclic().Select(static arrow => arrow.ToString())];

        Assert.True(arrows.Length == 0, $"{project}: these arrows between rooms lie on a circle\n{string.Join('\n', arrows)}");
    }

    /// <summary>The page has a table for each project, bottom last: a room, what it is for, which it uses. The first and the last column are the code's.</summary>
    [Fact]
    public void ArchitecturePage_RoomsAndArrows_AreThoseOfTheCode()
    {
        string page = File.ReadAllText(Page);
        int begin = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, end = page.IndexOf(End, StringComparison.Ordinal);
        string drawn = Drawing(Purposes(page[begin..end]));
        if (Environment.GetEnvironmentVariable("NBPF_RECORD") == "1") File.WriteAllText(Page, page[..begin] + drawn + page[end..]);
        else Assert.Equal(drawn, page[begin..end]);
        Assert.DoesNotContain(Unsaid, drawn, StringComparison.Ordinal);
    }

    private static Dictionary<(string Project, string Room), string> Purposes(string tables)
    {
        Dictionary<(string Project, string Room), string> purposes = [];
        string project = "";
        foreach (string line in tables.Split('\n'))
        {
            if (line.StartsWith("### ", StringComparison.Ordinal)) project = line[4..];
            else if (line.Split('|') is [_, string room, string purpose, _, _]) purposes[(project, room.Trim())] = purpose.Trim();
        }

        return purposes;
    }

    private static string Drawing(Dictionary<(string Project, string Room), string> purposes)
    {
        StringBuilder text = new("\n");
        foreach (string project in RoomGraph.Projects)
        {
            RoomGraph graph = RoomGraph.Of(project);
            Assert.Empty(graph.Cyclic()); // they have no order
            text.Append("\n### ").Append(project).Append("\n\n| room | is for | uses |\n|---|---|---|\n");
            foreach (string room in graph.BottomUp().Reverse())
            {
                string purpose = purposes.GetValueOrDefault((project, Name(room)), Unsaid);
                string used = string.Join(", ", graph.Arrows.Where(arrow => arrow.From == room).Select(static arrow => Name(arrow.To)));
                text.Append(CultureInfo.InvariantCulture, $"| {Name(room)} | {purpose} | {used} |\n");
            }
        }

        return text.Append('\n').ToString();
    }

    private static string Name(string room) => room == RoomGraph.Root ? "*root*" : room;
}

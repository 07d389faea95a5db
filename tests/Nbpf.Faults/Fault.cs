using System.Globalization;

namespace Nbpf.Faults;

/// <summary>One change of the code. It is addressed by member and text, not by line, so that it outlives moves.</summary>
/// <param name="Room">Where: one of <see cref="Room.All"/>.</param>
/// <param name="Member">The member with its types and parameters, as <see cref="Source.MemberNames"/> names it.</param>
/// <param name="Kind">The operator that makes it.</param>
/// <param name="Old">What stands there; white space and comments do not count.</param>
/// <param name="New">What stands there instead.</param>
/// <param name="Occurrence">Which of the places in the member that read so, from 0.</param>
internal sealed record Fault(string Room, string Member, string Kind, string Old, string New, int Occurrence)
{
    /// <summary>The classes of tests that are there to notice it, divided by spaces; empty for all that reach it.</summary>
    public string Witnesses { get; init; } = "";

    /// <summary>Reads a line of a table; what comes after the sixth column is not the fault's.</summary>
    public static Fault Parse(string line)
    {
        string[] cells = line.Split('\t');
        return new Fault(cells[0], cells[1], cells[2], cells[3], cells[4], int.Parse(cells[5], CultureInfo.InvariantCulture));
    }

    /// <summary>Reads a line of a table of named faults: the seventh column has the tests that are there to notice it.</summary>
    public static Fault ParseNamed(string line) => Parse(line) with { Witnesses = line.Split('\t').ElementAtOrDefault(6) ?? "" };

    /// <summary>The line of a table.</summary>
    public override string ToString() => string.Join('\t', Room, Member, Kind, Old, New, Occurrence.ToString(CultureInfo.InvariantCulture));
}

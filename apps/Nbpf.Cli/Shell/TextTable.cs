namespace Nbpf.Cli.Shell;

/// <summary>Rows of cells in columns as wide as their widest cell; a cell is one line whatever name it holds.</summary>
internal static class TextTable
{
    /// <summary>The rows as lines, two blanks between columns and none at the end.</summary>
    /// <param name="rows">The cells; each row has as many as the first.</param>
    /// <param name="isNumber">Columns that stand to the right.</param>
    public static IEnumerable<string> Lines(IReadOnlyList<string[]> rows, Func<int, bool>? isNumber = null)
    {
        string[][] cells = [.. rows.Select(static row => row.Select(static cell => OneLine.Of(cell)).ToArray())];
        int[] widths = [.. Enumerable.Range(0, cells[0].Length).Select(column => cells.Max(row => row[column].Length))];
        return cells.Select(row => string.Join("  ", row.Select((cell, column) => isNumber?.Invoke(column) == true ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd());
    }
}

namespace Nbpf.Dump;

/// <summary>A line of C that instructions come from.</summary>
/// <param name="Text">The line without leading blanks.</param>
/// <param name="File">Name of the file, possibly empty.</param>
/// <param name="Line">Line number, from 1.</param>
/// <param name="Column">Column, from 1; 0 when unknown.</param>
public sealed record SourceLine(string Text, string File, uint Line, uint Column);

using System.Text;

namespace Nbpf.Cli.Streams;

/// <summary>Where a command reads and writes.</summary>
/// <param name="Input">What is given on standard input.</param>
/// <param name="Output">Where results go.</param>
/// <param name="Error">Where the one error line goes.</param>
/// <param name="IsTerminal">True where the output is a terminal.</param>
public sealed record StandardStreams(Stream Input, TextWriter Output, TextWriter Error, bool IsTerminal)
{
    private const string CannotWrite = "write standard output", CannotRead = "read standard input";

    private static readonly UTF8Encoding s_encoding = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>
    /// Those of this process. Output that cannot be written is a <see cref="StandardStreamException"/>, unless its reader has gone away, as
    /// <c>head</c> does: that is its right, and ends in silence. What cannot be told on standard error cannot be told at all.
    /// </summary>
    public static StandardStreams OfProcess() => new(
        new GuardedStream(() => InheritedDescriptor.Open(0, Console.OpenStandardInput), reason => throw new StandardStreamException(CannotRead, reason)),
        Text(new GuardedStream(() => InheritedDescriptor.Open(1, Console.OpenStandardOutput), reason => throw new StandardStreamException(CannotWrite, reason))),
        Text(new GuardedStream(() => InheritedDescriptor.Open(2, Console.OpenStandardError), static _ => { })),
        !Console.IsOutputRedirected);

    private static StreamWriter Text(Stream stream) => new(stream, s_encoding) { AutoFlush = true };
}

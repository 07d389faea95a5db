using System.Globalization;
using Nbpf.Syscall;

namespace Nbpf.Comparison.Commands;

/// <summary>BPF_PROG_TEST_RUN: <c>run PROGRAM DATA repeat=2</c>; answers with the return value and the packet.</summary>
/// <param name="Program">The program.</param>
/// <param name="Data">The packet, or <c>null</c> for none.</param>
/// <param name="Repeat">How often; 0 means once.</param>
public sealed record ProgramRun(string Program, Operand Data, uint Repeat = 0) : Command
{
    private const int DataRoom = 4096;

    /// <inheritdoc/>
    public override IEnumerable<string> Objects => [Program];

    /// <inheritdoc/>
    protected override string Text => $"run {Program} {Data}{CommandWords.Option("repeat", Repeat)}";

    internal override Answer Run(CommandSession session)
    {
        byte[] packet = new byte[DataRoom];
        ProgTestRunArguments arguments = new() { DataIn = Data.Bytes(session), DataOut = Data == Operand.Null ? default : packet, Repeat = Repeat };
        SysResult result = session.Kernel.ProgTestRun(session.Fd(Program), arguments);
        if (result.IsError) return Answer.Of(result);
        string data = CommandSession.Show(packet.AsSpan(0, (int)Math.Min(arguments.DataSizeOut, DataRoom)));
        return Answer.Of(result, string.Create(CultureInfo.InvariantCulture, $"return={arguments.ReturnValue}{(data.Length == 0 ? "" : $" data={data}")}"));
    }
}

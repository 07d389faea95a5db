using System.Globalization;
using System.Text.RegularExpressions;
using Nbpf.Isa;
using Nbpf.Syscall;

namespace Nbpf.Comparison.Commands;

/// <summary>
/// BPF_PROG_LOAD: <c>load NAME TYPE license=GPL</c> and the program's assembly, each line after <c>| </c>. After <c>map_fd</c> and <c>map_value</c> stands a map's name.
/// </summary>
/// <param name="Name">The new program.</param>
/// <param name="Type">Its type.</param>
/// <param name="Assembly">Its text.</param>
/// <param name="License">Its licence.</param>
public sealed partial record ProgramLoad(string Name, ProgramType Type, string Assembly, string License = "GPL") : Command
{
    /// <inheritdoc/>
    public override IEnumerable<string> Objects => [Name, .. MapNames().Matches(Assembly).Select(match => match.Groups["name"].Value).Distinct()];

    /// <inheritdoc/>
    protected override string Text =>
        $"load {Name} {Type}{(License == "GPL" ? "" : CommandWords.Option("license", License))}\n| {Assembly.TrimEnd('\n').Replace("\n", "\n| ", StringComparison.Ordinal)}";

    internal override Answer Run(CommandSession session)
    {
        string resolved = MapNames().Replace(Assembly, match => string.Create(CultureInfo.InvariantCulture, $"{match.Groups["how"].Value} {session.Fd(match.Groups["name"].Value)}"));
        ProgLoadAttributes attributes = new() { Type = Type, Instructions = Assembler.Assemble(resolved), License = License };
        return session.Name(Name, session.Kernel.ProgLoad(attributes, default, out _), BpfObjectKind.Program);
    }

    [GeneratedRegex(@"\b(?<how>map_fd|map_value) (?<name>[A-Za-z][\w-]*)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex MapNames();
}

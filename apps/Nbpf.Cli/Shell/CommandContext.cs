using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Nbpf.Linux;
using Nbpf.Runtime;
using Nbpf.Syscall;

namespace Nbpf.Cli.Shell;

/// <summary>What every command gets: where to write, in which form, and which kernel to ask.</summary>
/// <param name="Output">Where results go.</param>
/// <param name="Json">Results as JSON.</param>
/// <param name="Pretty">JSON with line breaks and indents.</param>
/// <param name="Backend">The kernel.</param>
public sealed partial record CommandContext(TextWriter Output, bool Json, bool Pretty, KernelChoice Backend)
{
    /// <summary>How an in-process kernel is made.</summary>
    public BpfRuntimeOptions RuntimeOptions { get; init; } = new();

    /// <summary>Opens the kernel that was asked for.</summary>
    public IBpf OpenKernel()
    {
        if (Backend == KernelChoice.User) return new BpfRuntime(RuntimeOptions);
        if (!OperatingSystem.IsLinux()) throw new CommandException("open the Linux kernel", "this machine does not run Linux");
        return LinuxKernel.IsAvailable(out string reason) ? LinuxKernel.Open() : throw new CommandException("open the Linux kernel", reason);
    }

    /// <summary>Writes one JSON document and a newline.</summary>
    /// <param name="write">Writes the document's value.</param>
    public void WriteJson(Action<Utf8JsonWriter> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        using MemoryStream buffer = new();
        JsonWriterOptions options = new()
        {
            Indented = Pretty,
            IndentSize = 4,
            NewLine = "\n",
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        using (Utf8JsonWriter json = new(buffer, options)) write(json);
        // The encoder escapes all else that a terminal would follow; these stand in strings only, so they are as good as numbers.
        Output.Write(Format().Replace(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length), static match => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)match.Value[0]:x4}")));
        Output.WriteLine();
    }

    [GeneratedRegex(@"\p{Cf}")]
    private static partial Regex Format();
}

using System.Globalization;
using System.Text.Json;
using Nbpf.Isa;

namespace Nbpf.Dump;

/// <summary>A dump as JSON with bpftool's keys: a list of <c>proto</c>, <c>src</c>, <c>file</c>, <c>line_num</c>, <c>line_col</c>, <c>disasm</c>, <c>opcodes</c>.</summary>
public static class XlatedJson
{
    /// <summary>Writes the list; a key without a value is left out, as bpftool does.</summary>
    /// <param name="json">Receives it.</param>
    /// <param name="lines">The dump.</param>
    /// <param name="opcodes">With the instructions' fields as lists of bytes.</param>
    /// <param name="lineNumbers">With file, line and column of the source.</param>
    public static void Write(Utf8JsonWriter json, IEnumerable<XlatedLine> lines, bool opcodes = false, bool lineNumbers = false)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(lines);
        json.WriteStartArray();
        foreach (XlatedLine line in lines)
        {
            json.WriteStartObject();
            if (!string.IsNullOrEmpty(line.Prototype)) json.WriteString("proto", line.Prototype);
            if (line.Source is { } source) WriteSource(json, source, lineNumbers);
            json.WriteString("disasm", line.Disassembly);
            if (opcodes) WriteOpcodes(json, line);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSource(Utf8JsonWriter json, SourceLine source, bool lineNumbers)
    {
        json.WriteString("src", source.Text);
        if (!lineNumbers) return;
        if (source.File.Length > 0) json.WriteString("file", source.File);
        if (source.Line != 0) json.WriteNumber("line_num", source.Line);
        if (source.Column != 0) json.WriteNumber("line_col", source.Column);
    }

    private static void WriteOpcodes(Utf8JsonWriter json, XlatedLine line)
    {
        Instruction first = line.First;
        json.WriteStartObject("opcodes");
        json.WriteString("code", Hex(first.Opcode));
        json.WriteString("src_reg", string.Create(CultureInfo.InvariantCulture, $"0x{first.Source:x}"));
        json.WriteString("dst_reg", string.Create(CultureInfo.InvariantCulture, $"0x{first.Destination:x}"));
        Span<byte> bytes = stackalloc byte[2 * Instruction.SizeBytes];
        first.Write(bytes);
        line.Second?.Write(bytes[Instruction.SizeBytes..]);
        WriteBytes(json, "off", bytes[2..4]);
        // As bpftool does, the immediate of a 64-bit load is its own and then the whole second slot.
        WriteBytes(json, "imm", bytes[4..(line.Second is null ? Instruction.SizeBytes : 2 * Instruction.SizeBytes)]);
        json.WriteEndObject();
    }

    private static void WriteBytes(Utf8JsonWriter json, string name, ReadOnlySpan<byte> bytes)
    {
        json.WriteStartArray(name);
        foreach (byte value in bytes) json.WriteStringValue(Hex(value));
        json.WriteEndArray();
    }

    private static string Hex(byte value) => string.Create(CultureInfo.InvariantCulture, $"0x{value:x2}");
}

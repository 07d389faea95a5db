using Nbpf.Isa.Assembly;

namespace Nbpf.Isa;

/// <summary>
/// Turns text into instructions: the kernel's disassembly form (<c>*(u64 *)(r10 -8) = 0</c>, <c>if r0 >= 0x4 goto pc+3</c>)
/// and LLVM's (<c>r0 = *(u32 *)(r1 + 4)</c>, <c>r1 = 0x1122 ll</c>), one instruction a line.
/// Beyond these: labels (<c>name:</c>) as targets of <c>goto</c>, <c>gotol</c>, <c>may_goto</c>, <c>if</c> and <c>call</c>; helpers by
/// name or number (<c>call bpf_map_lookup_elem</c>); <c>r1 = map_fd 3 ll</c>, <c>map_idx 0 ll</c>, <c>map_value 3 + 8 ll</c>,
/// <c>map_idx_value 0 + 8 ll</c>, <c>btf_id 5 ll</c>, <c>function NAME ll</c>; comments from <c>;</c>, <c>//</c> or a <c>#</c>
/// after a blank. A line may begin with the index and opcode that dumps print (<c>4: (bf) r2 = r10</c>); the opcode is then checked.
/// </summary>
public static class Assembler
{
    /// <summary>Assembles a program.</summary>
    /// <param name="text">Lines of assembly.</param>
    /// <returns>One instruction per slot; 64-bit immediate loads take two.</returns>
    /// <exception cref="BpfFormatException">A line is malformed or means no instruction of the instruction set; the message names the line, the offset is in characters.</exception>
    public static Instruction[] Assemble(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<Instruction> program = [];
        List<LabelReference> references = [];
        Dictionary<string, int> labels = new(StringComparer.Ordinal);
        foreach (SourceLine line in SourceLine.Split(text))
        {
            if (line.Label is { } label && !labels.TryAdd(label, program.Count)) throw line.Error($"label '{label}' is defined twice", 0);
            if (line.IsEmpty) continue;
            StatementParser parser = new(line, program.Count);
            parser.Parse();
            if (parser.Label is { } reference) references.Add(reference);
            program.Add(parser.Instruction);
            if (parser.Instruction.IsWide) program.Add(parser.SecondSlot);
        }

        foreach (LabelReference reference in references) program[reference.Index] = Resolve(reference, program[reference.Index], labels);
        return [.. program];
    }

    private static Instruction Resolve(LabelReference reference, in Instruction instruction, Dictionary<string, int> labels)
    {
        if (labels.TryGetValue(reference.Name, out int target))
        {
            int distance = target - reference.Index - 1;
            if (reference.Kind != LabelKind.Offset) return instruction with { Immediate = distance };
            if (distance is < short.MinValue or > short.MaxValue) throw reference.Line.Error($"label '{reference.Name}' is {distance} slots away, expected at most 32767", reference.Column);
            return instruction with { Offset = (short)distance };
        }

        if (reference.Kind == LabelKind.Call && HelperNames.TryFind(reference.Name, out int helper))
            return instruction with { Source = PseudoCall.Helper, Immediate = helper };
        throw reference.Line.Error($"expected a label{(reference.Kind == LabelKind.Call ? " or a helper" : "")}, found '{reference.Name}'", reference.Column);
    }
}

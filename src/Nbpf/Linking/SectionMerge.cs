using Nbpf.Elf;

namespace Nbpf.Linking;

/// <summary>The sections of the linked object by name, in the order in which files bring them.</summary>
internal sealed class SectionMerge
{
    private readonly Dictionary<string, OutputSection> _byName = new(StringComparer.Ordinal);
    private readonly List<OutputSection> _sections = [];

    /// <summary>The sections.</summary>
    internal IReadOnlyList<OutputSection> Sections => _sections;

    /// <summary>Appends what a file has of code and data to the sections of the same names.</summary>
    internal void Add(LinkInput input)
    {
        foreach (InputSection section in input.Sections)
        {
            if (section.IsSkipped || !section.HoldsData) continue;
            if (!_byName.TryGetValue(section.Name, out OutputSection? output))
            {
                output = new OutputSection(section.Name);
                _byName.Add(section.Name, output);
                _sections.Add(output);
            }
            section.Output = output;
            if (section.Elf is { } elf) Append(input, section, elf, output);
        }
    }

    private static void Append(LinkInput input, InputSection section, ElfSection elf, OutputSection output)
    {
        if (output.Conflict(elf) is { } conflict) throw input.Refuse($"section '{section.Name}' {conflict}");
        // There is one license and one version, which every file may state.
        if (output.IsInElf && section.Name is "license" or "version")
        {
            if (!output.Contents.Span.SequenceEqual(elf.Data.Span)) throw input.Refuse($"section '{section.Name}' differs from that of the files before it");
            section.IsSkipped = true;
            return;
        }
        section.OutputOffset = output.Append(elf)
            ?? throw input.Refuse($"section '{section.Name}' of {elf.Size} bytes, aligned to {elf.Alignment}, makes the section too large");
    }
}

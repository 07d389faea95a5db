using System.Collections.Immutable;
using System.Globalization;
using Nbpf.Isa;
using Nbpf.Syscall;

namespace Nbpf.Dump;

/// <summary>Names in a dump of an xlated program: map ids, functions by their numbers, subprograms by tag and name.</summary>
/// <param name="info">The program.</param>
/// <param name="functions">Its functions in slot order; empty without BTF.</param>
internal sealed class XlatedSymbols(ProgInfo info, ImmutableArray<XlatedFunction> functions) : DisassemblySymbols
{
    private const int TagSizeBytes = 8;

    /// <inheritdoc/>
    public override string CallTarget(in Instruction call, int index)
    {
        // In an xlated program a call of a subprogram has the distance in its offset and the subprogram's number in its immediate.
        if (call.Source == PseudoCall.Subprogram)
            return string.Create(CultureInfo.InvariantCulture, $"pc{call.Offset:+0;-0;+0}{SubprogramSuffix(call.Immediate)}");
        return info.FunctionNames.TryGetValue(call.Immediate, out string? name)
            ? string.Create(CultureInfo.InvariantCulture, $"{name}#{call.Immediate}")
            : base.CallTarget(call, index);
    }

    /// <inheritdoc/>
    public override string Immediate64(in Instruction first, ulong value, int index) => first.Source switch
    {
        PseudoImmediate.MapFd => string.Create(CultureInfo.InvariantCulture, $"map[id:{(uint)value}]"),
        PseudoImmediate.MapValue => string.Create(CultureInfo.InvariantCulture, $"map[id:{(uint)value}][0]+{value >> 32}"),
        PseudoImmediate.Function => string.Create(CultureInfo.InvariantCulture, $"subprog[{(int)value:+0;-0;+0}]"),
        _ => base.Immediate64(first, value, index),
    };

    private string SubprogramSuffix(int number)
    {
        if (number < 0 || info.SubprogramTags.Length < (number + 1) * TagSizeBytes) return "";
        string tag = Convert.ToHexStringLower(info.SubprogramTags.AsSpan(number * TagSizeBytes, TagSizeBytes));
        // Without BTF the kernel names every subprogram F.
        return $"#bpf_prog_{tag}_{(number < functions.Length ? functions[number].Name : "F")}";
    }
}

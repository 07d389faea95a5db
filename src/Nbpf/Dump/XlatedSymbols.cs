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
        if (call.Source == PseudoCall.Subprogram) return base.CallTarget(call, index) + SubprogramSuffix(index + 1 + call.Immediate);
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

    private string SubprogramSuffix(int target)
    {
        int number = IndexOf(target);
        if (number < 0 || info.SubprogramTags.Length < (number + 1) * TagSizeBytes) return "";
        string tag = Convert.ToHexStringLower(info.SubprogramTags.AsSpan(number * TagSizeBytes, TagSizeBytes));
        return $"#bpf_prog_{tag}_{functions[number].Name}";
    }

    private int IndexOf(int target)
    {
        for (int number = 0; number < functions.Length; number++)
        {
            if (functions[number].Index == target) return number;
        }

        return -1;
    }
}

using Nbpf.Elf;
using Nbpf.Specs;

namespace Nbpf.Linking;

/// <summary>Whether a map that two files describe is the same map: a declaration says all that the definition says.</summary>
internal sealed class MapAgreement(TypeAgreement types)
{
    /// <summary>Why the maps disagree, as the end of a sentence; null when they agree.</summary>
    /// <param name="left">One map's variable.</param>
    /// <param name="leftInput">Its file.</param>
    /// <param name="right">The other's.</param>
    /// <param name="rightInput">Its file.</param>
    internal string? Conflict(BtfType left, LinkInput leftInput, BtfType right, LinkInput rightInput)
    {
        if (left.Kind != BtfKind.Var || right.Kind != BtfKind.Var) return "a map against what is no variable";
        return Conflict(Read(left, leftInput), left.Owner, Read(right, rightInput), right.Owner);
    }

    private static MapSpec Read(BtfType variable, LinkInput input)
    {
        // A map has a type, so the file has BTF.
        ElfSection section = input.File.FindSection(".BTF")!;
        return new MapDefinitionReader(input.File, variable.Owner, section).ReadDefinition(variable, out _);
    }

    private string? Conflict(MapSpec left, Btf leftTypes, MapSpec right, Btf rightTypes)
    {
        if (left.Type != right.Type) return $"map types {left.Type} and {right.Type}";
        if (left.KeySize != right.KeySize) return $"key sizes {left.KeySize} and {right.KeySize}";
        if (TypeConflict("key", left.BtfKeyTypeId, leftTypes, right.BtfKeyTypeId, rightTypes) is { } key) return key;
        if (left.ValueSize != right.ValueSize) return $"value sizes {left.ValueSize} and {right.ValueSize}";
        if (TypeConflict("value", left.BtfValueTypeId, leftTypes, right.BtfValueTypeId, rightTypes) is { } value) return value;
        if (left.MaxEntries != right.MaxEntries) return $"max_entries {left.MaxEntries} and {right.MaxEntries}";
        if (left.Flags != right.Flags) return $"map_flags 0x{(uint)left.Flags:x} and 0x{(uint)right.Flags:x}";
        if (left.NumaNode != right.NumaNode) return $"numa_node {left.NumaNode} and {right.NumaNode}";
        if (left.Pinning != right.Pinning) return $"pinning {left.Pinning} and {right.Pinning}";
        if (left.Inner is null != right.Inner is null) return "one with and one without inner maps";
        return left.Inner is null ? null : Conflict(left.Inner, leftTypes, right.Inner!, rightTypes) is { } inner ? $"inner maps: {inner}" : null;
    }

    private string? TypeConflict(string what, uint left, Btf leftTypes, uint right, Btf rightTypes)
    {
        if (left == 0 != (right == 0)) return $"one with and one without a {what} type";
        return left != 0 && types.Conflict(leftTypes[left], rightTypes[right]) is { } conflict ? $"{what} types: {conflict}" : null;
    }
}

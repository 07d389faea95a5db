using System.Globalization;
using Nbpf.Comparison.Commands;

namespace Nbpf.Differential.Commands.Sequences;

/// <summary>A map of a random sequence, as its generator knows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="KeySize">Key size in bytes.</param>
/// <param name="ValueSize">Value size in bytes.</param>
/// <param name="MaxEntries">Maximum number of entries.</param>
/// <param name="Flags">Creation flags.</param>
/// <param name="Template">The template of a map of maps, or null.</param>
internal sealed record GeneratedMap(string Name, MapType Type, uint KeySize, uint ValueSize, uint MaxEntries, MapFlags Flags, GeneratedMap? Template)
{
    /// <summary>File descriptors of the map: its own, then others that were asked for by id.</summary>
    public List<string> Fds { get; } = [Name];

    /// <summary>Whether something else holds it: then nobody can tell when exactly it goes after its last file descriptor is closed.</summary>
    public bool IsHeld { get; set; }

    public bool IsClosed { get; set; }

    public bool HoldsMaps => Template is not null;

    public bool HoldsPrograms => Type == MapType.ProgramArray;

    public bool IsPerCpu => Type is MapType.PerCpuArray or MapType.PerCpuHash;

    public bool IsHash => Type is MapType.Hash or MapType.PerCpuHash or MapType.LruHash or MapType.HashOfMaps;

    /// <summary>Whether programs of <see cref="Scripts.ProgramText"/> may read its values.</summary>
    public bool HasPlainValues => !HoldsMaps && !HoldsPrograms && KeySize == sizeof(uint) && ValueSize >= sizeof(uint);

    public Operand Key(uint number)
    {
        if (KeySize == 0) return Operand.U32(number);
        if (KeySize == sizeof(uint)) return Operand.U32(number);
        string first = number.ToString("x2", CultureInfo.InvariantCulture);
        return new(KeySize == 1 ? first : $"{first}+00*{KeySize - 1}");
    }

    public Operand Value(uint seed)
    {
        if (ValueSize == 0) return Operand.U32(seed);
        string bytes = string.Concat(Enumerable.Range(0, (int)ValueSize).Select(i => ((byte)(seed + (uint)i)).ToString("x2", CultureInfo.InvariantCulture)));
        return new(IsPerCpu ? "each:" + bytes : bytes);
    }
}

namespace Nbpf.Verification.State;

/// <summary>
/// The maps that registers can point to, by small number: the program's maps in order of first use, then the templates of
/// inner maps. A template never shares a number with a real map, even when the same object describes both: what holds of
/// the one map (its address, its number of elements) need not hold of the maps the template stands for.
/// </summary>
internal sealed class MapTable
{
    private readonly List<(IMapFacts Map, int Template)> _entries = [];
    private readonly List<bool> _isTemplate = [];

    /// <summary>Number of maps the program names itself.</summary>
    public int UsedCount { get; private set; }

    /// <summary>The map with a number.</summary>
    public IMapFacts this[int index] => _entries[index].Map;

    /// <summary>True when the number stands for the inner maps of some map of maps.</summary>
    public bool IsTemplate(int index) => _isTemplate[index];

    /// <summary>The number of a map the program names; -1 when there would be too many.</summary>
    public int AddUsed(IMapFacts map)
    {
        for (int i = 0; i < UsedCount; i++)
        {
            if (ReferenceEquals(_entries[i].Map, map))
                return i;
        }

        if (UsedCount == Limits.Maps)
            return -1;
        _entries.Add((map, -1));
        _isTemplate.Add(false);
        return UsedCount++;
    }

    /// <summary>After the last <see cref="AddUsed"/>: gives the templates of all maps of maps their numbers.</summary>
    public void AddTemplates()
    {
        for (int i = 0; i < UsedCount; i++)
        {
            IMapFacts map = _entries[i].Map;
            if (map.InnerTemplate is not { } template)
                continue;
            _entries[i] = (map, _entries.Count);
            _entries.Add((template, -1));
            _isTemplate.Add(true);
        }
    }

    /// <summary>The number of the template of a map of maps, or -1.</summary>
    public int TemplateOf(int index) => _entries[index].Template;

    /// <summary>
    /// True when every map that the number stands for has exactly <see cref="IMapFacts.MaxEntries"/> elements, so that a
    /// smaller index surely names one. Not so for arrays with BPF_F_INNER_MAP, and not for inner maps of other types than
    /// plain arrays, whose size is not compared with the template's when they are put into the outer map.
    /// </summary>
    public bool HasExactSize(int index) => !_entries[index].Map.Flags.HasFlag(MapFlags.InnerMap)
        && (!_isTemplate[index] || _entries[index].Map.Type == MapType.Array);
}

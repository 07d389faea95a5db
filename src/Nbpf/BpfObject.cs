using System.Collections.Immutable;
using Nbpf.Links;
using Nbpf.Loading;
using Nbpf.Readers;
using Nbpf.Syscall;

namespace Nbpf;

/// <summary>
/// A loaded object file: its maps and programs in a kernel, in process or Linux. Disposing closes all of them; the kernel
/// stays its owner's. Thread-safe.
/// </summary>
public sealed class BpfObject : IDisposable
{
    private readonly LoadedParts _parts;

    private BpfObject(IBpf kernel, ObjectSpec spec, LoadedParts parts)
    {
        Kernel = kernel;
        Spec = spec;
        _parts = parts;
    }

    /// <summary>The kernel the object is loaded in.</summary>
    public IBpf Kernel { get; }

    /// <summary>What was loaded.</summary>
    public ObjectSpec Spec { get; }

    /// <summary>The maps by name.</summary>
    public ImmutableDictionary<string, BpfMap> Maps => _parts.Maps;

    /// <summary>The loaded programs by name.</summary>
    public ImmutableDictionary<string, BpfProgram> Programs => _parts.Programs;

    /// <summary>File descriptor of the object's BTF, -1 without one.</summary>
    public int BtfFd => _parts.Btf?.Fd ?? -1;

    // The order of the file: what fails first is the same in every process, which a hash table's order is not.
    private IEnumerable<BpfMap> MapsInOrder => Spec.Maps.Where(map => Maps.ContainsKey(map.Name)).Select(map => Maps[map.Name]);

    private IEnumerable<BpfProgram> ProgramsInOrder => Spec.Programs.Where(program => Programs.ContainsKey(program.Name)).Select(program => Programs[program.Name]);

    /// <summary>Reads an object file and loads it.</summary>
    /// <param name="kernel">Where.</param>
    /// <param name="path">The object file.</param>
    /// <param name="options">How, or null.</param>
    /// <exception cref="BpfFormatException">The file is malformed or uses what is not supported.</exception>
    /// <exception cref="BpfVerifierException">The kernel refused a program.</exception>
    /// <exception cref="BpfException">The kernel refused something else. Nothing stays loaded.</exception>
    public static BpfObject Load(IBpf kernel, string path, BpfLoadOptions? options = null) => Load(kernel, ObjectSpec.Read(path), options);

    /// <summary>Reads an object file from memory and loads it.</summary>
    /// <param name="kernel">Where.</param>
    /// <param name="bytes">The file.</param>
    /// <param name="fileName">Its name: for messages, and for the names of data sections' maps.</param>
    /// <param name="options">How, or null.</param>
    /// <exception cref="BpfFormatException">The file is malformed or uses what is not supported.</exception>
    /// <exception cref="BpfVerifierException">The kernel refused a program.</exception>
    /// <exception cref="BpfException">The kernel refused something else. Nothing stays loaded.</exception>
    public static BpfObject Load(IBpf kernel, ReadOnlyMemory<byte> bytes, string fileName, BpfLoadOptions? options = null) =>
        Load(kernel, ObjectSpec.Read(bytes, fileName), options);

    /// <summary>Loads an object that was read and perhaps changed.</summary>
    /// <param name="kernel">Where.</param>
    /// <param name="spec">The object.</param>
    /// <param name="options">How, or null.</param>
    /// <exception cref="BpfVerifierException">The kernel refused a program.</exception>
    /// <exception cref="BpfException">The kernel refused something else. Nothing stays loaded.</exception>
    public static BpfObject Load(IBpf kernel, ObjectSpec spec, BpfLoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(spec);
        using var loader = new ObjectLoader(kernel, spec, options ?? new BpfLoadOptions());
        return new BpfObject(kernel, spec, loader.Load());
    }

    /// <summary>A map by name; a data section's by its section's name too.</summary>
    /// <param name="name">The name, such as <c>backends</c>, <c>maglev.rodata</c> or <c>.rodata</c>.</param>
    /// <exception cref="KeyNotFoundException">The object has no such map.</exception>
    public BpfMap Map(string name) => Maps.GetValueOrDefault(name) ?? Maps[Spec.Map(name).Name];

    /// <summary>A map by name, with types.</summary>
    /// <typeparam name="TKey">A type of the key's size.</typeparam>
    /// <typeparam name="TValue">A type of the value's size.</typeparam>
    /// <param name="name">The name.</param>
    /// <exception cref="KeyNotFoundException">The object has no such map.</exception>
    /// <exception cref="ArgumentException">The sizes differ, or the map is per-CPU.</exception>
    public BpfMap<TKey, TValue> Map<TKey, TValue>(string name)
        where TKey : unmanaged
        where TValue : unmanaged => new(Map(name));

    /// <summary>A per-CPU map by name, with types.</summary>
    /// <typeparam name="TKey">A type of the key's size.</typeparam>
    /// <typeparam name="TValue">A type of the size of one CPU's value.</typeparam>
    /// <param name="name">The name.</param>
    /// <exception cref="KeyNotFoundException">The object has no such map.</exception>
    /// <exception cref="ArgumentException">The sizes differ, or the map is not per-CPU.</exception>
    public BpfPerCpuMap<TKey, TValue> PerCpuMap<TKey, TValue>(string name)
        where TKey : unmanaged
        where TValue : unmanaged => new(Map(name));

    /// <summary>The inner maps of a map of maps by name.</summary>
    /// <typeparam name="TKey">A type of the outer key's size.</typeparam>
    /// <param name="name">The outer map's name.</param>
    /// <exception cref="KeyNotFoundException">The object has no such map.</exception>
    /// <exception cref="ArgumentException">The key's size differs, or the map is no map of maps.</exception>
    public BpfInnerMaps<TKey> InnerMaps<TKey>(string name)
        where TKey : unmanaged => new(Map(name));

    /// <summary>Maps a data section into this process; the caller disposes it.</summary>
    /// <param name="section">The section, such as <c>.bss</c>, or its map's name.</param>
    /// <exception cref="KeyNotFoundException">The object has no such section.</exception>
    /// <exception cref="ArgumentException">It is no data section, or has no variable that is visible outside its file.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public MappedData MapData(string section)
    {
        MapSpec spec = Spec.Map(section);
        if (!spec.IsDataSection) throw new ArgumentException($"map '{section}' is no data section", nameof(section));
        return new MappedData(Map(section), Spec.Btf is null ? default : Spec.Btf[spec.BtfValueTypeId]);
    }

    /// <summary>A loaded program by name.</summary>
    /// <param name="name">Its function's name.</param>
    /// <exception cref="KeyNotFoundException">The object has no such program, or it was not loaded.</exception>
    public BpfProgram Program(string name) => Programs.GetValueOrDefault(name)
        ?? throw new KeyNotFoundException($"object '{Spec.Name}' has no loaded program '{name}'");

    /// <summary>Attaches every program whose section names a hook (<see cref="SectionTarget"/>); the others need a target.</summary>
    /// <param name="filter">Which programs; null for all.</param>
    /// <returns>The links, which keep the programs attached until they are disposed.</returns>
    /// <exception cref="BpfException">The kernel refused one; the others are detached again.</exception>
    public BpfLinks Attach(Func<BpfProgram, bool>? filter = null)
    {
        ImmutableDictionary<string, BpfLink>.Builder links = ImmutableDictionary.CreateBuilder<string, BpfLink>(StringComparer.Ordinal);
        try
        {
            foreach (BpfProgram program in Programs.Values.Where(filter ?? (static _ => true)))
            {
                if (program.Spec is { } spec && SectionTarget.Of(spec) is { } target) links.Add(program.Name, program.Attach(target));
            }
        }
        catch
        {
            foreach (BpfLink link in links.Values) link.Dispose();
            throw;
        }

        return new BpfLinks(links.ToImmutable());
    }

    /// <summary>Pins every map and program in a directory under its name, dots replaced by underscores.</summary>
    /// <param name="directory">The directory in a BPF file system; made when it is missing.</param>
    /// <exception cref="BpfException">The kernel refused one; the others are unpinned again.</exception>
    public void Pin(string directory) => ObjectPins.Pin(directory, MapsInOrder, ProgramsInOrder);

    /// <summary>Pins every map in a directory under its name, dots replaced by underscores.</summary>
    /// <param name="directory">The directory in a BPF file system; made when it is missing.</param>
    /// <exception cref="BpfException">The kernel refused one; the others are unpinned again.</exception>
    public void PinMaps(string directory) => ObjectPins.Pin(directory, MapsInOrder, []);

    /// <summary>Pins every program in a directory under its name.</summary>
    /// <param name="directory">The directory in a BPF file system; made when it is missing.</param>
    /// <exception cref="BpfException">The kernel refused one; the others are unpinned again.</exception>
    public void PinPrograms(string directory) => ObjectPins.Pin(directory, [], ProgramsInOrder);

    /// <summary>Removes the names that <see cref="Pin"/> gave, by this object or an earlier one of the same file.</summary>
    /// <param name="directory">The directory.</param>
    /// <exception cref="BpfException">The kernel refused one; the others are removed all the same.</exception>
    public void Unpin(string directory) => ObjectPins.Unpin(Kernel, directory, Maps.Values, Programs.Values);

    /// <summary>Removes the names that <see cref="PinMaps"/> gave.</summary>
    /// <param name="directory">The directory.</param>
    /// <exception cref="BpfException">The kernel refused one; the others are removed all the same.</exception>
    public void UnpinMaps(string directory) => ObjectPins.Unpin(Kernel, directory, Maps.Values, []);

    /// <summary>Removes the names that <see cref="PinPrograms"/> gave.</summary>
    /// <param name="directory">The directory.</param>
    /// <exception cref="BpfException">The kernel refused one; the others are removed all the same.</exception>
    public void UnpinPrograms(string directory) => ObjectPins.Unpin(Kernel, directory, [], Programs.Values);

    /// <summary>Closes all programs and maps of the object.</summary>
    public void Dispose()
    {
        foreach (BpfProgram program in Programs.Values) program.Dispose();
        foreach ((string name, BpfMap map) in Maps)
        {
            if (!_parts.Borrowed.Contains(name)) map.Dispose();
        }
        _parts.Btf?.Dispose();
    }
}

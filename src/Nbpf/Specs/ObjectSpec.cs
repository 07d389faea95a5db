using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Nbpf.Elf;
using Nbpf.Specs;

namespace Nbpf;

/// <summary>
/// A deterministic reading of an object file: its programs, maps, license and BTF, before any kernel is asked. Specs may be
/// changed before <see cref="BpfObject"/> is loaded from them. Not thread-safe.
/// </summary>
public sealed class ObjectSpec
{
    private ObjectSpec()
    {
    }

    /// <summary>Name of the object: the file's name up to the first dot, at most 15 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The programs, by section and place in it.</summary>
    public required ImmutableArray<ProgramSpec> Programs { get; init; }

    /// <summary>The maps in the order in which they are created: those of <c>.maps</c> by place, then data sections by section.</summary>
    public required ImmutableArray<MapSpec> Maps { get; init; }

    /// <summary>License from the section <c>license</c>, empty without one.</summary>
    public required string License { get; init; }

    /// <summary>Kernel version from the section <c>version</c>, 0 without one.</summary>
    public required uint KernelVersion { get; init; }

    /// <summary>The object's BTF, completed so that a kernel takes it; null without one.</summary>
    public required Btf? Btf { get; init; }

    /// <summary>What the object wants of a kernel: configuration values by their place, then kernel symbols by name.</summary>
    public required ImmutableArray<ExternSpec> Externs { get; init; }

    /// <summary>What was read but has no effect, one line each: relocations in data, sections that nothing uses.</summary>
    public required ImmutableArray<string> Notes { get; init; }

    /// <summary>Reads an object file.</summary>
    /// <param name="path">Its path.</param>
    /// <exception cref="BpfFormatException">The file is malformed, uses what is not supported, or is longer than <see cref="FileBytes.MaximumBytes"/>.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a directory.</exception>
    public static ObjectSpec Read(string path) => Read(FileBytes.Read(path), Path.GetFileName(path));

    /// <summary>Reads an object file from memory.</summary>
    /// <param name="bytes">The file; kept, not copied.</param>
    /// <param name="fileName">Its name: for messages, and for the names of data sections' maps.</param>
    /// <exception cref="BpfFormatException">The file is malformed or uses what is not supported.</exception>
    public static ObjectSpec Read(ReadOnlyMemory<byte> bytes, string fileName)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        return new ObjectReader(ObjectFile.Parse(bytes, fileName), ObjectName(fileName)).Read(static parts => new ObjectSpec
        {
            Name = parts.Name,
            Programs = parts.Programs,
            Maps = parts.Maps,
            License = parts.License,
            KernelVersion = parts.KernelVersion,
            Btf = parts.Btf,
            Externs = parts.Externs,
            Notes = parts.Notes,
        });
    }

    /// <summary>The program of a name.</summary>
    /// <param name="name">Its function's name.</param>
    /// <exception cref="KeyNotFoundException">The object has no such program.</exception>
    public ProgramSpec Program(string name) => Programs.FirstOrDefault(program => program.Name == name)
        ?? throw new KeyNotFoundException($"object '{Name}' has no program '{name}'");

    /// <summary>The map of a name; a data section's is found by its section's name too.</summary>
    /// <param name="name">The name, such as <c>backends</c>, <c>maglev.rodata</c> or <c>.rodata</c>.</param>
    /// <exception cref="KeyNotFoundException">The object has no such map.</exception>
    public MapSpec Map(string name) => Maps.FirstOrDefault(map => map.Name == name || map.SectionName == name)
        ?? throw new KeyNotFoundException($"object '{Name}' has no map '{name}'");

    /// <summary>Sets the initial value of a global variable; of a <c>const volatile</c> one, what the verifier takes for constant.</summary>
    /// <typeparam name="T">A type of the variable's size.</typeparam>
    /// <param name="name">The variable's name.</param>
    /// <param name="value">Its value.</param>
    /// <exception cref="KeyNotFoundException">The object has no such variable, or no BTF.</exception>
    /// <exception cref="ArgumentException">The variable has another size.</exception>
    public void SetVariable<T>(string name, T value)
        where T : unmanaged
    {
        foreach (MapSpec map in Maps)
        {
            if (!map.IsDataSection || map.BtfValueTypeId == 0 || Btf is null) continue;
            foreach (BtfSectionVariable place in Btf[map.BtfValueTypeId].SectionVariables)
            {
                if (Btf[place.TypeId].Name != name) continue;
                if (place.Size != Unsafe.SizeOf<T>())
                    throw new ArgumentException($"variable '{name}' has {place.Size} bytes, {typeof(T).Name} has {Unsafe.SizeOf<T>()}", nameof(value));
                var contents = new byte[map.ValueSize];
                map.Contents.CopyTo(contents);
                MemoryMarshal.Write(contents.AsSpan((int)place.Offset), value);
                map.Contents = contents;
                return;
            }
        }
        throw new KeyNotFoundException($"object '{Name}' has no variable '{name}'");
    }

    private static string ObjectName(string fileName)
    {
        string name = fileName.Length > 15 ? fileName[..15] : fileName;
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot >= 0 ? name[..dot] : name;
    }
}

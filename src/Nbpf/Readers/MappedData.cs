using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Nbpf.Syscall;

namespace Nbpf.Readers;

/// <summary>
/// The global variables of a data section (.data, .bss, .rodata, .data.custom, …) of a loaded object, in the memory that its programs use.
/// Disposing unmaps it; references and spans taken before must not be used after.
/// </summary>
public sealed class MappedData : IDisposable
{
    private readonly BpfMap _map;
    private readonly BtfType _section;
    private readonly MappedMemory _memory;

    internal MappedData(BpfMap map, BtfType section)
    {
        _map = map;
        _section = section;
        if (!map.Flags.HasFlag(MapFlags.Mmapable)) throw new ArgumentException($"section '{map.Name}' cannot be mapped: it has no variable that is visible outside its file", nameof(map));
        _memory = map.Mmap(0, (int)map.ValueSize, isWritable: !map.Flags.HasFlag(MapFlags.ReadOnlyProgram));
    }

    /// <summary>True when variables may be written: in all sections but .rodata.</summary>
    public bool IsWritable => _memory.IsWritable;

    /// <summary>The section's bytes, to read.</summary>
    public ReadOnlySpan<byte> Bytes => _memory.GetSpan();

    /// <summary>A variable, to read.</summary>
    /// <typeparam name="T">A type of the variable's size.</typeparam>
    /// <param name="name">The variable's name.</param>
    /// <exception cref="KeyNotFoundException">The section has no such variable, or the object no BTF.</exception>
    /// <exception cref="ArgumentException">The variable has another size.</exception>
    public ref readonly T Constant<T>(string name)
        where T : unmanaged => ref Find<T>(name);

    /// <summary>A variable, to write.</summary>
    /// <typeparam name="T">A type of the variable's size.</typeparam>
    /// <param name="name">The variable's name.</param>
    /// <exception cref="KeyNotFoundException">The section has no such variable, or the object no BTF.</exception>
    /// <exception cref="ArgumentException">The variable has another size.</exception>
    /// <exception cref="InvalidOperationException">The section is read-only.</exception>
    public ref T Variable<T>(string name)
        where T : unmanaged
    {
        // A write would end the process with a fault.
        if (!IsWritable) throw new InvalidOperationException($"section '{_map.Name}' is read-only");
        return ref Find<T>(name);
    }

    /// <summary>Unmaps the section.</summary>
    public void Dispose() => ((IDisposable)_memory).Dispose();

    private ref T Find<T>(string name)
        where T : unmanaged
    {
        if (!_section.IsVoid)
        {
            foreach (BtfSectionVariable place in _section.SectionVariables)
            {
                if (_section.Owner[place.TypeId].Name != name) continue;
                if (place.Size != Unsafe.SizeOf<T>())
                    throw new ArgumentException($"variable '{name}' has {place.Size} bytes, {typeof(T).Name} has {Unsafe.SizeOf<T>()}", nameof(name));
                return ref MemoryMarshal.AsRef<T>(_memory.GetSpan()[(int)place.Offset..]);
            }
        }

        throw new KeyNotFoundException($"section '{_map.Name}' has no variable '{name}'");
    }
}

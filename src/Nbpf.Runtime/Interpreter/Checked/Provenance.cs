using System.Runtime.InteropServices;

namespace Nbpf.Runtime.Interpreter.Checked;

/// <summary>
/// The memory that the value of a register or stack slot was derived from, and so what may be touched through it: the region stays the same
/// wherever arithmetic moves the value, so that an access of the region next to it is found. Zeroed, it stands for a number.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Provenance
{
    /// <summary>What it points into.</summary>
    public RegionKind Kind;

    /// <summary>What the program may do with it.</summary>
    public RegionAccess Access;

    /// <summary>The region's first address.</summary>
    public ulong Start;

    /// <summary>The address after its last byte; equal to <see cref="Start"/> where programs may touch nothing.</summary>
    public ulong End;

    /// <summary>
    /// Which region it is of those that stand at the same place one after the other: a frame's number, the packet's generation, a record's position;
    /// of a map value the heap's count of frees when it was last known to be alive.
    /// </summary>
    public ulong Stamp;

    /// <summary>The region's size in bytes.</summary>
    public readonly ulong LengthBytes => End - Start;

    /// <summary>Whether so many bytes from an address lie in the region.</summary>
    public readonly bool Holds(ulong address, ulong sizeBytes) => sizeBytes <= LengthBytes && address - Start <= LengthBytes - sizeBytes;

    /// <summary>What the sum or difference of two values points into: a pointer moved by a number stays in its region, and two pointers make a number.</summary>
    public static Provenance Sum(in Provenance first, in Provenance second) =>
        second.Kind == RegionKind.Number ? first : first.Kind == RegionKind.Number ? second : default;

    /// <summary>What a difference points into: only a number can be taken from a pointer.</summary>
    public static Provenance Difference(in Provenance from, in Provenance what) => what.Kind == RegionKind.Number ? from : default;
}

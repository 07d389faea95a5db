using System.Runtime.CompilerServices;
using Nbpf.Runtime.Interleaving;

namespace Nbpf.Runtime.Maps;

/// <summary>Copies of values that others may read at the same time.</summary>
internal static unsafe class ValueMemory
{
    /// <summary>
    /// Copies a value so that every aligned word of it changes at once: readers see old or new words, never parts of one
    /// (what memcpy of aligned longs gives in Linux).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy(byte* destination, byte* source, uint bytes)
    {
        Interleaved.Touch(destination);
        Interleaved.Touch(source);

        // SAFETY: callers pass a destination and a source of at least that many bytes each.
        while (bytes >= 8)
        {
            *(ulong*)destination = *(ulong*)source;
            destination += 8;
            source += 8;
            bytes -= 8;
        }
        if ((bytes & 4) != 0)
        {
            *(uint*)destination = *(uint*)source;
            destination += 4;
            source += 4;
        }
        if ((bytes & 2) != 0)
        {
            *(ushort*)destination = *(ushort*)source;
            destination += 2;
            source += 2;
        }
        if ((bytes & 1) != 0)
            *destination = *source;
    }
}

using System.Runtime.CompilerServices;

namespace Nbpf.Runtime.Execution;

/// <summary>
/// The atomic operations of RFC 9669 §5.3 on memory that the verifier proved aligned and in bounds: the one definition for compiled
/// and interpreted programs. All but the acquire loads and release stores are sequentially consistent, fetching or not.
/// <para>Operations that give the value before are not inlined, because of two faults of the JIT compiler (.NET 10, x64) that the
/// differential test found: after a 32-bit <c>cmpxchg</c> that succeeds it takes the upper half of rax for zero, and it moves
/// an exchange-and-add on the method's own stack behind a later load of overlapping bytes.</para>
/// </summary>
internal static unsafe class AtomicMemory
{
    // SAFETY (all methods): the address is naturally aligned and its bytes are writable (readable for loads), as the verifier proved.

    /// <summary>Adds.</summary>
    public static void Increase64(ulong address, ulong value) => Interlocked.Add(ref *(ulong*)address, value);

    /// <summary>Adds.</summary>
    public static void Increase32(ulong address, uint value) => Interlocked.Add(ref *(uint*)address, value);

    /// <summary>Adds; gives the value before.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong Add64(ulong address, ulong value) => Interlocked.Add(ref *(ulong*)address, value) - value;

    /// <summary>Adds; gives the value before.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static uint Add32(ulong address, uint value) => Interlocked.Add(ref *(uint*)address, value) - value;

    /// <summary>Ors; gives the value before.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong Or64(ulong address, ulong value) => Interlocked.Or(ref *(ulong*)address, value);

    /// <summary>Ors; gives the value before.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static uint Or32(ulong address, uint value) => Interlocked.Or(ref *(uint*)address, value);

    /// <summary>Ands; gives the value before.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong And64(ulong address, ulong value) => Interlocked.And(ref *(ulong*)address, value);

    /// <summary>Ands; gives the value before.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static uint And32(ulong address, uint value) => Interlocked.And(ref *(uint*)address, value);

    /// <summary>Exclusive-ors; gives the value before.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong Xor64(ulong address, ulong value)
    {
        ref ulong cell = ref *(ulong*)address;
        while (true)
        {
            ulong before = Volatile.Read(ref cell);
            if (Interlocked.CompareExchange(ref cell, before ^ value, before) == before) return before;
        }
    }

    /// <summary>Exclusive-ors; gives the value before.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static uint Xor32(ulong address, uint value)
    {
        ref uint cell = ref *(uint*)address;
        while (true)
        {
            uint before = Volatile.Read(ref cell);
            if (Interlocked.CompareExchange(ref cell, before ^ value, before) == before) return before;
        }
    }

    /// <summary>Exchanges; gives the value before.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong Exchange64(ulong address, ulong value) => Interlocked.Exchange(ref *(ulong*)address, value);

    /// <summary>Exchanges; gives the value before.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static uint Exchange32(ulong address, uint value) => Interlocked.Exchange(ref *(uint*)address, value);

    /// <summary>Stores the value where the comparand stands; gives the value before.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong CompareExchange64(ulong address, ulong value, ulong comparand) => Interlocked.CompareExchange(ref *(ulong*)address, value, comparand);

    /// <summary>Stores the value where the comparand stands; gives the value before.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static uint CompareExchange32(ulong address, uint value, uint comparand) => Interlocked.CompareExchange(ref *(uint*)address, value, comparand);

    /// <summary>Loads with acquire ordering, zero-extended.</summary>
    public static ulong LoadAcquire8(ulong address) => Volatile.Read(ref *(byte*)address);

    /// <summary>Loads with acquire ordering, zero-extended.</summary>
    public static ulong LoadAcquire16(ulong address) => Volatile.Read(ref *(ushort*)address);

    /// <summary>Loads with acquire ordering, zero-extended.</summary>
    public static ulong LoadAcquire32(ulong address) => Volatile.Read(ref *(uint*)address);

    /// <summary>Loads with acquire ordering.</summary>
    public static ulong LoadAcquire64(ulong address) => Volatile.Read(ref *(ulong*)address);

    /// <summary>Stores the low bits with release ordering.</summary>
    public static void StoreRelease8(ulong address, ulong value) => Volatile.Write(ref *(byte*)address, (byte)value);

    /// <summary>Stores the low bits with release ordering.</summary>
    public static void StoreRelease16(ulong address, ulong value) => Volatile.Write(ref *(ushort*)address, (ushort)value);

    /// <summary>Stores the low bits with release ordering.</summary>
    public static void StoreRelease32(ulong address, ulong value) => Volatile.Write(ref *(uint*)address, (uint)value);

    /// <summary>Stores with release ordering.</summary>
    public static void StoreRelease64(ulong address, ulong value) => Volatile.Write(ref *(ulong*)address, value);
}

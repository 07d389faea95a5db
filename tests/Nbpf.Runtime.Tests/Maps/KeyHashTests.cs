using Nbpf.Runtime.Maps;
using Xunit;

namespace Nbpf.Runtime.Tests.Maps;

/// <summary>Every byte of a key counts, for its hash and for whether two keys are the same, at every size.</summary>
public sealed unsafe class KeyHashTests
{
    private const int Largest = 70;
    private const ulong Seed = 0x1234_5678_9abc_def1;

    [Fact]
    public void AreEqual_KeysThatDifferInOneByte_AreNot()
    {
        ForEachByteOfEachSize(static (left, right, size) =>
        {
            Assert.True(KeyHash.AreEqual(left, left, size));
            Assert.False(KeyHash.AreEqual(left, right, size), $"size {size}");
            Assert.False(KeyHash.AreEqual(right, left, size), $"size {size}");
        });
    }

    [Fact]
    public void Of_KeysThatDifferInOneByte_Differs()
    {
        ForEachByteOfEachSize(static (left, right, size) =>
        {
            Assert.Equal(KeyHash.Of(left, size, Seed), KeyHash.Of(left, size, Seed));
            Assert.NotEqual(KeyHash.Of(left, size, Seed), KeyHash.Of(right, size, Seed));
            Assert.NotEqual(KeyHash.Of(left, size, Seed), KeyHash.Of(left, size, Seed + 1));
        });
    }

    [Fact]
    public void AreEqualAndOf_BytesBehindTheKey_DoNotCount()
    {
        byte* left = stackalloc byte[Largest], right = stackalloc byte[Largest];
        for (uint size = 1; size < Largest; size++)
        {
            new Span<byte>(left, Largest).Fill(7);
            new Span<byte>(right, Largest).Fill(9);
            new Span<byte>(right, (int)size).Fill(7);
            Assert.True(KeyHash.AreEqual(left, right, size), $"size {size}");
            Assert.Equal(KeyHash.Of(left, size, Seed), KeyHash.Of(right, size, Seed));
        }
    }

    private delegate void Check(byte* left, byte* right, uint size);

    private static void ForEachByteOfEachSize(Check check)
    {
        byte* left = stackalloc byte[Largest], right = stackalloc byte[Largest];
        for (int i = 0; i < Largest; i++)
            left[i] = (byte)((i * 37) + 1);
        for (uint size = 1; size < Largest; size++)
        {
            for (int at = 0; at < size; at++)
            {
                new Span<byte>(left, Largest).CopyTo(new Span<byte>(right, Largest));
                right[at] ^= 0x80;
                check(left, right, size);
            }
        }
    }
}

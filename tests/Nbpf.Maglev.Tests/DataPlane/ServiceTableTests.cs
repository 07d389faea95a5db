using System.Buffers.Binary;

namespace Nbpf.Maglev.Tests.DataPlane;

public sealed class ServiceTableTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1 + 8)]
    [InlineData(3, 1 + 32)]
    [InlineData(1000, 1 + 8192)]
    public void Values_AnyTable_AreHeaderAndSlotsInOrder(int backends, int elements)
    {
        MaglevTable table = MaglevTable.Build(BackendSets.IPv4(backends), TableSize.For(backends));
        ServiceTable image = new(table, generation: 7, ServiceFlags.ClientAffinity);

        Assert.Equal(elements, image.ElementCount);
        Assert.Equal(elements * 64, image.Values.Length);
        Assert.Equal((uint)table.Size, Word(image, 0));
        Assert.Equal(7u, Word(image, 1));
        Assert.Equal(1u, Word(image, 2));
        for (int i = 3; i < 16; i++) Assert.Equal(0u, Word(image, i));
        for (int slot = 0; slot < table.Size; slot++) Assert.Equal(table.Slots[slot], Word(image, 16 + slot));
        for (int word = 16 + table.Size; word < elements * 16; word++) Assert.Equal(0u, Word(image, word));
    }

    private static uint Word(ServiceTable image, int index) => BinaryPrimitives.ReadUInt32LittleEndian(image.Values[(index * 4)..]);
}

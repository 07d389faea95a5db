using CsCheck;
using Nbpf.Syscall;
using Xunit;
using static Nbpf.Syscall.Errno;

namespace Nbpf.Runtime.Tests.Maps;

/// <summary>Hash maps against a dictionary, over all commands.</summary>
public sealed class HashModelTests
{
    private const uint MaxEntries = 8;
    private const int KeyCount = 12;

    private static readonly Gen<Step[]> Steps =
        Gen.Select(Gen.Int[0, 6], Gen.Int[0, KeyCount - 1], Gen.Byte, Gen.ULong[0, 3], (kind, key, value, flags) => new Step(kind, key, value, flags)).Array[0, 60];

    [Theory]
    [InlineData(MapType.Hash, MapFlags.None, 4)]
    [InlineData(MapType.Hash, MapFlags.None, 8)]
    [InlineData(MapType.Hash, MapFlags.ZeroSeed, 16)]
    [InlineData(MapType.Hash, MapFlags.None, 40)]
    [InlineData(MapType.Hash, MapFlags.None, 1)]
    [InlineData(MapType.Hash, MapFlags.NoPreallocate, 13)]
    [InlineData(MapType.Hash, MapFlags.NoPreallocate, 24)]
    [InlineData(MapType.PerCpuHash, MapFlags.None, 8)]
    [InlineData(MapType.PerCpuHash, MapFlags.NoPreallocate, 33)]
    public void Commands_AnySequence_AnswerAsDictionary(MapType type, MapFlags flags, uint keySize)
    {
        Steps.Sample(
            steps =>
            {
                using Kernel kernel = new();
                Run(kernel, steps, type, flags, keySize);
            },
            iter: 300);
    }

    private static void Run(Kernel kernel, Step[] steps, MapType type, MapFlags flags, uint keySize)
    {
        const uint ValueSize = 11;
        int fd = kernel.Map(type, keySize, ValueSize, MaxEntries, flags);
        int valueLength = type == MapType.PerCpuHash ? 2 * 16 : (int)ValueSize;
        Dictionary<int, byte> model = [];
        foreach (Step step in steps)
        {
            byte[] key = Key(step.Key, keySize), value = Value(step.Value, valueLength), read = new byte[valueLength];
            bool exists = model.TryGetValue(step.Key, out byte old);
            switch (step.Kind)
            {
                case 0 or 1 or 2:
                    Errno expected = step.Flags > 2 ? EINVAL
                        : step.Flags == 1 && exists ? EEXIST
                        : step.Flags == 2 && !exists ? ENOENT
                        : !exists && model.Count == MaxEntries ? E2BIG : None;
                    Assert.Equal(expected, kernel.Bpf.MapUpdateElem(fd, key, value, step.Flags).Errno);
                    if (expected == None)
                        model[step.Key] = step.Value;
                    break;
                case 3:
                    Assert.Equal(exists ? None : ENOENT, kernel.Bpf.MapDeleteElem(fd, key).Errno);
                    model.Remove(step.Key);
                    break;
                case 4:
                    Assert.Equal(exists ? None : ENOENT, kernel.Bpf.MapLookupAndDeleteElem(fd, key, read).Errno);
                    if (model.Remove(step.Key))
                        Assert.Equal(Value(old, valueLength), read);
                    break;
                case 5:
                    Assert.Equal(exists ? None : ENOENT, kernel.Bpf.MapLookupElem(fd, key, read).Errno);
                    if (exists)
                        Assert.Equal(Value(old, valueLength), read);
                    break;
                default:
                    CheckContents(kernel, fd, model, keySize, valueLength);
                    break;
            }
        }
        CheckContents(kernel, fd, model, keySize, valueLength);
    }

    private static void CheckContents(Kernel kernel, int fd, Dictionary<int, byte> model, uint keySize, int valueLength)
    {
        List<int> walked = [];
        byte[] at = [], next = new byte[keySize];
        while (!kernel.Bpf.MapGetNextKey(fd, at, next).IsError)
        {
            at = [.. next];
            walked.Add(at[0]);
        }
        Assert.Equal(model.Keys.Order(), walked.Order());

        byte[] keys = new byte[keySize * MaxEntries], values = new byte[valueLength * (int)MaxEntries];
        uint count = MaxEntries;
        Assert.Equal(ENOENT, kernel.Bpf.MapLookupBatch(fd, [], new byte[4], keys, values, ref count).Errno);
        Assert.Equal((uint)model.Count, count);
        for (int i = 0; i < count; i++)
        {
            int key = keys[i * keySize];
            Assert.Equal(Key(key, keySize), keys.AsSpan(i * (int)keySize, (int)keySize));
            Assert.Equal(Value(model[key], valueLength), values.AsSpan(i * valueLength, valueLength));
        }
    }

    private static byte[] Key(int number, uint size)
    {
        byte[] key = new byte[size];
        for (int i = 0; i < size; i++)
            key[i] = (byte)(i == 0 ? number : number * 7 + i);
        return key;
    }

    private static byte[] Value(byte number, int size)
    {
        byte[] value = new byte[size];
        value.AsSpan().Fill(number);
        return value;
    }

    private readonly record struct Step(int Kind, int Key, byte Value, ulong Flags);
}

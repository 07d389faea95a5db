using System.Globalization;
using Nbpf.Syscall;
using Xunit;
using static Nbpf.Syscall.Errno;

namespace Nbpf.Runtime.Tests.Maps;

/// <summary>What Linux 6.18 answered, step by step, for the map types that exist here.</summary>
public sealed class MapInMapErrnoTests
{
    private const uint PercpuGroup = 8;

    [Theory]
    [InlineData(MapType.Array, 4, 8, 4, MapFlags.InnerMap, None)]
    [InlineData(MapType.Array, 4, 8, 4, MapFlags.InnerMap | MapFlags.Mmapable, None)]
    [InlineData(MapType.Array, 4, 8, 4, MapFlags.InnerMap | MapFlags.ReadOnlyProgram, None)]
    [InlineData(MapType.PerCpuArray, 4, 8, 4, MapFlags.InnerMap, EINVAL)]
    [InlineData(MapType.ProgramArray, 4, 4, 4, MapFlags.InnerMap, EINVAL)]
    [InlineData(MapType.Hash, 4, 8, 4, MapFlags.InnerMap, EINVAL)]
    [InlineData(MapType.RingBuf, 0, 0, 4096, MapFlags.InnerMap, EINVAL)]
    [InlineData(MapType.ArrayOfMaps, 4, 4, 3, MapFlags.InnerMap, EINVAL)]
    [InlineData(MapType.HashOfMaps, 4, 4, 3, MapFlags.InnerMap, EINVAL)]
    [InlineData(MapType.ArrayOfMaps, 4, 4, 3, MapFlags.Mmapable, EINVAL)]
    [InlineData(MapType.ArrayOfMaps, 4, 4, 3, MapFlags.ReadOnlyProgram, EINVAL)]
    [InlineData(MapType.ArrayOfMaps, 4, 4, 3, MapFlags.WriteOnlyProgram, EINVAL)]
    [InlineData(MapType.ArrayOfMaps, 4, 4, 3, MapFlags.ReadOnly, None)]
    [InlineData(MapType.HashOfMaps, 4, 4, 3, MapFlags.ReadOnlyProgram, None)]
    [InlineData(MapType.HashOfMaps, 4, 4, 3, MapFlags.NoPreallocate, None)]
    [InlineData(MapType.HashOfMaps, 16, 4, 3, MapFlags.None, None)]
    [InlineData(MapType.HashOfMaps, 4, 8, 3, MapFlags.None, EINVAL)]
    [InlineData(MapType.ArrayOfMaps, 8, 4, 3, MapFlags.None, EINVAL)]
    [InlineData(MapType.ArrayOfMaps, 4, 8, 3, MapFlags.None, EINVAL)]
    [InlineData(MapType.ArrayOfMaps, 4, 4, 0, MapFlags.None, EINVAL)]
    [InlineData(MapType.Array, 4, 8, 4, MapFlags.None, None)]
    public void Create_WithInnerArray_AnswersAsLinux(MapType type, uint key, uint value, uint max, MapFlags flags, Errno expected)
    {
        using Kernel kernel = new();
        int inner = kernel.Map(MapType.Array);
        Assert.Equal(expected, kernel.Create(type, key, value, max, flags, inner).Errno);
    }

    [Theory]
    [InlineData(-1, 4, EBADF)]
    [InlineData(9999, 4, EBADF)]
    [InlineData(9999, 8, EINVAL)]
    public void Create_WithBadInnerDescriptor_ChecksAttributesFirst(int inner, uint value, Errno expected)
    {
        using Kernel kernel = new();
        Assert.Equal(expected, kernel.Create(MapType.ArrayOfMaps, 4, value, 3, inner: inner).Errno);
    }

    [Theory]
    [InlineData(MapType.ArrayOfMaps, EINVAL)]
    [InlineData(MapType.HashOfMaps, EINVAL)]
    [InlineData(MapType.ProgramArray, ENOTSUPP)]
    [InlineData(MapType.LruHash, None)]
    [InlineData(MapType.Hash, None)]
    [InlineData(MapType.PerCpuArray, None)]
    [InlineData(MapType.PerCpuHash, None)]
    public void Create_WithInnerMapOfType_AnswersAsLinux(MapType innerType, Errno expected)
    {
        using Kernel kernel = new();
        int innermost = kernel.Map(MapType.Array);
        int inner = kernel.Map(innerType, value: 4, inner: innermost);
        Assert.Equal(expected, kernel.Create(MapType.ArrayOfMaps, 4, 4, 3, inner: inner).Errno);
        Assert.Equal(expected, kernel.Create(MapType.HashOfMaps, 4, 4, 3, inner: inner).Errno);
    }

    [Fact]
    public void Commands_OnArrayOfMaps_AnswerAsLinux()
    {
        using Kernel kernel = new();
        int a1 = kernel.Map(MapType.Array), a2 = kernel.Map(MapType.Array, max: 5), a8 = kernel.Map(MapType.Array, value: 16);
        int readOnly = kernel.Map(MapType.Array, flags: MapFlags.ReadOnlyProgram), hash = kernel.Map(MapType.Hash);
        int d1 = kernel.Map(MapType.Array, flags: MapFlags.InnerMap), d5 = kernel.Map(MapType.Array, max: 5, flags: MapFlags.InnerMap);
        int aom = kernel.Map(MapType.ArrayOfMaps, value: 4, max: 3, inner: a1);
        int aomd = kernel.Map(MapType.ArrayOfMaps, value: 4, max: 3, inner: d1);
        Answers answers = new();

        answers.Add("UPDATE aom[0]=a1", kernel.Update(aom, 0u, a1));
        answers.Add("UPDATE aom[0]=a1 NOEXIST", kernel.Update(aom, 0u, a1, 1));
        answers.Add("UPDATE aom[0]=a1 EXIST", kernel.Update(aom, 0u, a1, 2));
        answers.Add("UPDATE aom[3] (oob) = a1", kernel.Update(aom, 3u, a1));
        answers.Add("UPDATE aom[3] bad fd (order)", kernel.Update(aom, 3u, 9999));
        answers.Add("UPDATE aom[3] NOEXIST (order)", kernel.Update(aom, 3u, a1, 1));
        answers.Add("UPDATE aom[0]=9999", kernel.Update(aom, 0u, 9999));
        answers.Add("UPDATE aom[0]=-1", kernel.Update(aom, 0u, -1));
        answers.Add("UPDATE aom[0]=aom", kernel.Update(aom, 0u, aom));
        answers.Add("UPDATE aom[0]=a2 (diff max_entries)", kernel.Update(aom, 0u, a2));
        answers.Add("UPDATE aom[0]=d1 (INNER flag diff)", kernel.Update(aom, 0u, d1));
        answers.Add("UPDATE aom[0]=a8 (value size)", kernel.Update(aom, 0u, a8));
        answers.Add("UPDATE aom[0]=a_ro (RDONLY_PROG flag diff)", kernel.Update(aom, 0u, readOnly));
        answers.Add("UPDATE aom[0]=h type diff", kernel.Update(aom, 0u, hash));
        answers.Add("UPDATE aomd[0]=d1", kernel.Update(aomd, 0u, d1));
        answers.Add("UPDATE aomd[1]=d5 (diff max, INNER)", kernel.Update(aomd, 1u, d5));
        answers.Add("UPDATE aomd[2]=a1 (no flag)", kernel.Update(aomd, 2u, a1));
        answers.Add("LOOKUP aom[0]", kernel.Lookup(aom, 0u, out uint id));
        Assert.Equal(kernel.Id(a1), id);
        answers.Add("LOOKUP aom[1] empty", kernel.Lookup(aom, 1u, out uint _));
        answers.Add("LOOKUP aom[3] oob", kernel.Lookup(aom, 3u, out uint _));
        answers.Add("LOOKUP aom F_LOCK", kernel.Bpf.MapLookupElem(aom, Kernel.Bytes(0u), new byte[4], 4));
        answers.Add("LOOKUP_AND_DELETE aom", kernel.Bpf.MapLookupAndDeleteElem(aom, Kernel.Bytes(0u), new byte[4]));
        answers.Add("DELETE aom[0]", kernel.Delete(aom, 0u));
        answers.Add("DELETE aom[0] again", kernel.Delete(aom, 0u));
        answers.Add("DELETE aom[3] oob", kernel.Delete(aom, 3u));
        byte[] next = new byte[4];
        answers.Add("NEXT aom NULL", kernel.Bpf.MapGetNextKey(aom, [], next), BitConverter.ToUInt32(next));
        answers.Add("NEXT aom 2", kernel.Bpf.MapGetNextKey(aom, Kernel.Bytes(2u), next));
        answers.Add("NEXT aom 7", kernel.Bpf.MapGetNextKey(aom, Kernel.Bytes(7u), next), BitConverter.ToUInt32(next));
        uint count = 3;
        byte[] keys = [.. Kernel.Bytes(0u), .. Kernel.Bytes(1u), .. Kernel.Bytes(2u)];
        byte[] values = [.. Kernel.Bytes(a1), .. Kernel.Bytes(a1), .. Kernel.Bytes(a1)];
        answers.Add("BATCH update aom", kernel.Bpf.MapUpdateBatch(aom, keys, values, ref count), count);
        answers.Add("BATCH lookup aom", kernel.Bpf.MapLookupBatch(aom, [], new byte[4], keys, values, ref count), count);
        Assert.Equal(kernel.Id(a1), BitConverter.ToUInt32(values));
        answers.Add("BATCH delete aom", kernel.Bpf.MapDeleteBatch(aom, keys, ref count), count);
        answers.Add("FREEZE outer", kernel.Bpf.MapFreeze(aom));
        answers.Add("update after freeze", kernel.Update(aom, 0u, a1));
        answers.Add("delete after freeze", kernel.Delete(aom, 0u));
        kernel.Bpf.MapFreeze(a1);
        int fromFrozen = kernel.Map(MapType.ArrayOfMaps, value: 4, max: 3, inner: a1);
        answers.Add("put frozen inner", kernel.Update(fromFrozen, 0u, a1));

        Assert.Equal("""
            UPDATE aom[0]=a1 0
            UPDATE aom[0]=a1 NOEXIST -22 EINVAL
            UPDATE aom[0]=a1 EXIST -22 EINVAL
            UPDATE aom[3] (oob) = a1 -7 E2BIG
            UPDATE aom[3] bad fd (order) -7 E2BIG
            UPDATE aom[3] NOEXIST (order) -22 EINVAL
            UPDATE aom[0]=9999 -9 EBADF
            UPDATE aom[0]=-1 -9 EBADF
            UPDATE aom[0]=aom -22 EINVAL
            UPDATE aom[0]=a2 (diff max_entries) -22 EINVAL
            UPDATE aom[0]=d1 (INNER flag diff) -22 EINVAL
            UPDATE aom[0]=a8 (value size) -22 EINVAL
            UPDATE aom[0]=a_ro (RDONLY_PROG flag diff) -22 EINVAL
            UPDATE aom[0]=h type diff -22 EINVAL
            UPDATE aomd[0]=d1 0
            UPDATE aomd[1]=d5 (diff max, INNER) 0
            UPDATE aomd[2]=a1 (no flag) -22 EINVAL
            LOOKUP aom[0] 0
            LOOKUP aom[1] empty -2 ENOENT
            LOOKUP aom[3] oob -2 ENOENT
            LOOKUP aom F_LOCK -22 EINVAL
            LOOKUP_AND_DELETE aom -524 ENOTSUPP
            DELETE aom[0] 0
            DELETE aom[0] again -2 ENOENT
            DELETE aom[3] oob -7 E2BIG
            NEXT aom NULL 0 -> 0
            NEXT aom 2 -2 ENOENT
            NEXT aom 7 0 -> 0
            BATCH update aom 0 -> 3
            BATCH lookup aom 0 -> 3
            BATCH delete aom -524 ENOTSUPP -> 3
            FREEZE outer 0
            update after freeze -1 EPERM
            delete after freeze -1 EPERM
            put frozen inner 0

            """, answers.ToString());
    }

    [Fact]
    public void Commands_OnHashOfMaps_AnswerAsLinux()
    {
        using Kernel kernel = new();
        int h = kernel.Map(MapType.Hash, max: 4), h2 = kernel.Map(MapType.Hash, max: 9), a1 = kernel.Map(MapType.Array);
        int hom = kernel.Map(MapType.HashOfMaps, value: 4, max: 2, inner: h);
        Answers answers = new();
        answers.Add("UPDATE hom[0]=h", kernel.Update(hom, 0u, h));
        answers.Add("UPDATE hom[0]=h2 diff max", kernel.Update(hom, 0u, h2));
        answers.Add("UPDATE hom[0]=h NOEXIST on existing", kernel.Update(hom, 0u, h, 1));
        answers.Add("UPDATE hom[7] EXIST on missing", kernel.Update(hom, 7u, h, 2));
        answers.Add("UPDATE hom[1]", kernel.Update(hom, 1u, h));
        answers.Add("UPDATE hom[2] full", kernel.Update(hom, 2u, h));
        answers.Add("UPDATE hom[0] flags=8", kernel.Update(hom, 0u, h, 8));
        answers.Add("UPDATE hom[0] F_LOCK(4)", kernel.Update(hom, 0u, h, 4));
        answers.Add("UPDATE hom[0]=a1", kernel.Update(hom, 0u, a1));
        answers.Add("LOOKUP hom[0]", kernel.Lookup(hom, 0u, out uint id));
        Assert.Equal(kernel.Id(h2), id);
        answers.Add("LOOKUP hom[5]", kernel.Lookup(hom, 5u, out uint _));
        answers.Add("LOOKUP_AND_DELETE hom", kernel.Bpf.MapLookupAndDeleteElem(hom, Kernel.Bytes(0u), new byte[4]));
        answers.Add("DELETE hom[9]", kernel.Delete(hom, 9u));
        answers.Add("DELETE hom[1]", kernel.Delete(hom, 1u));
        byte[] keys = [.. Kernel.Bytes(0u), .. Kernel.Bytes(1u)], values = [.. Kernel.Bytes(h), .. Kernel.Bytes(h)];
        uint count = 2;
        answers.Add("BATCH update hom", kernel.Bpf.MapUpdateBatch(hom, keys, values, ref count), count);
        answers.Add("BATCH lookup hom", kernel.Bpf.MapLookupBatch(hom, [], new byte[4], keys, values, ref count), count);
        Assert.Equal(kernel.Id(h), BitConverter.ToUInt32(values));
        answers.Add("BATCH lookup_and_delete hom", kernel.Bpf.MapLookupAndDeleteBatch(hom, [], new byte[4], keys, values, ref count), count);

        Assert.Equal("""
            UPDATE hom[0]=h 0
            UPDATE hom[0]=h2 diff max 0
            UPDATE hom[0]=h NOEXIST on existing -17 EEXIST
            UPDATE hom[7] EXIST on missing -2 ENOENT
            UPDATE hom[1] 0
            UPDATE hom[2] full -7 E2BIG
            UPDATE hom[0] flags=8 -22 EINVAL
            UPDATE hom[0] F_LOCK(4) -22 EINVAL
            UPDATE hom[0]=a1 -22 EINVAL
            LOOKUP hom[0] 0
            LOOKUP hom[5] -2 ENOENT
            LOOKUP_AND_DELETE hom -524 ENOTSUPP
            DELETE hom[9] -2 ENOENT
            DELETE hom[1] 0
            BATCH update hom 0 -> 2
            BATCH lookup hom -2 ENOENT -> 2
            BATCH lookup_and_delete hom -2 ENOENT -> 2

            """, answers.ToString());
    }

    [Fact]
    public void Update_InnerPerCpuArrayOfOtherSize_IsRefusedUnlikeInLinux()
    {
        using Kernel kernel = new();
        int inner = kernel.Map(MapType.PerCpuArray, value: PercpuGroup), shorter = kernel.Map(MapType.PerCpuArray, value: PercpuGroup, max: 2);
        int outer = kernel.Map(MapType.ArrayOfMaps, value: 4, inner: inner);
        Assert.Equal(None, kernel.Update(outer, 0u, inner).Errno);
        Assert.Equal(EINVAL, kernel.Update(outer, 0u, shorter).Errno);
    }

    private sealed class Answers
    {
        private readonly System.Text.StringBuilder text = new();

        public void Add(string step, SysResult answer, uint? detail = null)
        {
            string result = answer.IsError ? $"{answer.Value} {answer.Errno}" : answer.Value.ToString(CultureInfo.InvariantCulture);
            text.Append(step).Append(' ').Append(result).Append(detail is { } value ? $" -> {value}" : "").Append('\n');
        }

        public override string ToString() => text.ToString();
    }
}

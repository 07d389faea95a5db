using Nbpf.Syscall;
using Xunit;

namespace Nbpf.Runtime.Tests.Maps;

public sealed class ArrayOfMapsTests
{
    [Fact]
    public void Update_InnerArraysOfOtherSize_OnlyWithInnerMapFlag()
    {
        using Kernel kernel = new();
        int plain = kernel.Map(MapType.Array, max: 4);
        int longer = kernel.Map(MapType.Array, max: 5);
        int outer = kernel.Map(MapType.ArrayOfMaps, value: 4, max: 3, inner: plain);
        Assert.Equal(SysResult.Ok, kernel.Update(outer, 0u, plain));
        Assert.Equal((SysResult)Errno.EINVAL, kernel.Update(outer, 0u, longer));

        int dynamic = kernel.Map(MapType.Array, max: 4, flags: MapFlags.InnerMap);
        int dynamicLonger = kernel.Map(MapType.Array, max: 50, flags: MapFlags.InnerMap);
        int dynamicOuter = kernel.Map(MapType.ArrayOfMaps, value: 4, max: 3, inner: dynamic);
        Assert.Equal(SysResult.Ok, kernel.Update(dynamicOuter, 1u, dynamicLonger));
        Assert.Equal((SysResult)Errno.EINVAL, kernel.Update(dynamicOuter, 1u, plain));
        Assert.Equal(SysResult.Ok, kernel.Lookup(dynamicOuter, 1u, out uint id));
        Assert.Equal(kernel.Id(dynamicLonger), id);
    }

    [Fact]
    public void Put_LastReferenceOfInnerMap_IdVanishes()
    {
        using Kernel kernel = new();
        int inner = kernel.Map(MapType.Array);
        uint id = kernel.Id(inner);
        int outer = kernel.Map(MapType.ArrayOfMaps, value: 4, inner: inner);
        kernel.Update(outer, 0u, inner);
        Assert.Equal(SysResult.Ok, kernel.Bpf.Close(inner));
        SysResult again = kernel.Bpf.ObjGetFdById(BpfObjectKind.Map, id);
        Assert.Equal(inner, again.Value);
        kernel.Bpf.Close(again.Value);
        Assert.Equal(SysResult.Ok, kernel.Delete(outer, 0u));
        Assert.Equal((SysResult)Errno.ENOENT, kernel.Bpf.ObjGetFdById(BpfObjectKind.Map, id));
    }
}

using System.Globalization;
using System.Text;
using Nbpf.Isa;
using Nbpf.Runtime.Maps;
using Nbpf.Syscall;
using Xunit;

namespace Nbpf.Runtime.Tests.Maps;

/// <summary>Inlined lookups, instruction by instruction as Linux 6.18 (x86-64, CAP_PERFMON) dumps them.</summary>
public sealed class EmitLookupTests
{
    private const string Call = "(85) call __htab_map_lookup_elem";

    [Theory]
    [InlineData(8, 4, "(67) r0 <<= 3")]
    [InlineData(12, 5, "(67) r0 <<= 4")]
    [InlineData(40, 5, "(27) r0 *= 40")]
    public void EmitLookup_Array_IsLinuxSequence(uint value, uint max, string scale)
    {
        using Kernel kernel = new();
        int fd = kernel.Map(MapType.Array, value: value, max: max);
        Assert.Equal($"(07) r1 += 312|(61) r0 = *(u32 *)(r2 +0)|(35) if r0 >= 0x{max:x} goto pc+3|{scale}|(0f) r0 += r1|(05) goto pc+1|(b7) r0 = 0", Emit(kernel, fd));
    }

    [Fact]
    public void EmitLookup_InnerMapArray_LeavesTheCall()
    {
        using Kernel kernel = new();
        int fd = kernel.Map(MapType.Array, flags: MapFlags.InnerMap);
        Assert.Equal("", Emit(kernel, fd));
        Assert.Equal("array_map_lookup_elem", Map(kernel, fd).FunctionFor(HelperId.MapLookupElem)!.Name);
        Assert.Equal("array_map_update_elem", Map(kernel, fd).FunctionFor(HelperId.MapUpdateElem)!.Name);
    }

    [Theory]
    [InlineData(MapType.Hash, 4, Call + "|(15) if r0 == 0x0 goto pc+1|(07) r0 += 56")]
    [InlineData(MapType.Hash, 17, Call + "|(15) if r0 == 0x0 goto pc+1|(07) r0 += 72")]
    [InlineData(MapType.LruHash, 4, Call + "|(15) if r0 == 0x0 goto pc+4|(71) r1 = *(u8 *)(r0 +35)|(55) if r1 != 0x0 goto pc+1|(72) *(u8 *)(r0 +35) = 1|(07) r0 += 56")]
    [InlineData(MapType.PerCpuHash, 4, Call + "|(15) if r0 == 0x0 goto pc+3|(07) r0 += 56|(79) r0 = *(u64 *)(r0 +0)|(bf) r0 = r0 off -1")]
    [InlineData(MapType.PerCpuArray, 4, "(07) r1 += 312|(61) r0 = *(u32 *)(r2 +0)|(35) if r0 >= 0x4 goto pc+5|(67) r0 <<= 3|(0f) r0 += r1|(79) r0 = *(u64 *)(r0 +0)|(bf) r0 = r0 off -1|(05) goto pc+1|(b7) r0 = 0")]
    [InlineData(MapType.ProgramArray, 4, "")]
    public void EmitLookup_OtherTypes_IsLinuxSequence(MapType type, uint key, string expected)
    {
        using Kernel kernel = new();
        int fd = kernel.Map(type, key: key, value: type == MapType.ProgramArray ? 4u : 8u);
        Assert.Equal(expected, Emit(kernel, fd));
    }

    [Theory]
    [InlineData(MapType.ArrayOfMaps, "(07) r1 += 312|(61) r0 = *(u32 *)(r2 +0)|(35) if r0 >= 0x3 goto pc+5|(67) r0 <<= 3|(0f) r0 += r1|(79) r0 = *(u64 *)(r0 +0)|(15) if r0 == 0x0 goto pc+1|(05) goto pc+1|(b7) r0 = 0")]
    [InlineData(MapType.HashOfMaps, Call + "|(15) if r0 == 0x0 goto pc+2|(07) r0 += 56|(79) r0 = *(u64 *)(r0 +0)")]
    public void EmitLookup_MapOfMaps_IsLinuxSequence(MapType type, string expected)
    {
        using Kernel kernel = new();
        int inner = kernel.Map(MapType.Array, flags: MapFlags.InnerMap);
        int fd = kernel.Map(type, value: 4, max: 3, inner: inner);
        Assert.Equal(expected, Emit(kernel, fd));
        IProgramMap template = Assert.IsAssignableFrom<IProgramMap>(Map(kernel, fd).InnerTemplate);
        Assert.Equal(0, template.EmitLookup(new Instruction[16]));
        Assert.Equal("array_map_lookup_elem", template.FunctionFor(HelperId.MapLookupElem)!.Name);
    }

    [Theory]
    [InlineData(MapType.Hash, "htab_map_update_elem", "htab_map_delete_elem")]
    [InlineData(MapType.PerCpuHash, "htab_percpu_map_update_elem", "htab_map_delete_elem")]
    [InlineData(MapType.LruHash, "htab_lru_map_update_elem", "htab_lru_map_delete_elem")]
    [InlineData(MapType.PerCpuArray, "array_map_update_elem", "array_map_delete_elem")]
    public void FunctionFor_UpdateAndDelete_NamesAreLinux(MapType type, string update, string delete)
    {
        using Kernel kernel = new();
        KernelMap map = Map(kernel, kernel.Map(type));
        Assert.Equal(update, map.FunctionFor(HelperId.MapUpdateElem)!.Name);
        Assert.Equal(delete, map.FunctionFor(HelperId.MapDeleteElem)!.Name);
    }

    private static KernelMap Map(Kernel kernel, int fd)
    {
        Assert.Equal(Errno.None, kernel.Bpf.Services.Objects.Find(fd, out KernelMap? map, out _));
        return map!;
    }

    private static string Emit(Kernel kernel, int fd)
    {
        Instruction[] buffer = new Instruction[16];
        int count = Map(kernel, fd).EmitLookup(buffer);
        return string.Join('|', buffer.Take(count).Select(instruction => Text(kernel, instruction)));
    }

    // The few forms that lookups consist of, as the kernel prints them; the offset -1 that it leaves out is shown.
    private static string Text(Kernel kernel, Instruction i)
    {
        string text = i.Opcode switch
        {
            0x07 => $"r{i.Destination} += {i.Immediate}",
            0x27 => $"r{i.Destination} *= {i.Immediate}",
            0x67 => $"r{i.Destination} <<= {i.Immediate}",
            0x0f => $"r{i.Destination} += r{i.Source}",
            0xb7 => $"r{i.Destination} = {i.Immediate}",
            0xbf => $"r{i.Destination} = r{i.Source} off {i.Offset}",
            0x61 => $"r{i.Destination} = *(u32 *)(r{i.Source} +{i.Offset})",
            0x79 => $"r{i.Destination} = *(u64 *)(r{i.Source} +{i.Offset})",
            0x71 => $"r{i.Destination} = *(u8 *)(r{i.Source} +{i.Offset})",
            0x72 => $"*(u8 *)(r{i.Destination} +{i.Offset}) = {i.Immediate}",
            0x35 => $"if r{i.Destination} >= 0x{i.Immediate:x} goto pc+{i.Offset}",
            0x15 => $"if r{i.Destination} == 0x{i.Immediate:x} goto pc+{i.Offset}",
            0x55 => $"if r{i.Destination} != 0x{i.Immediate:x} goto pc+{i.Offset}",
            0x05 => $"goto pc+{i.Offset}",
            0x85 => $"call {kernel.Bpf.Services.Functions.Find(i.Immediate)!.Name}",
            _ => "?",
        };
        return new StringBuilder().Append(CultureInfo.InvariantCulture, $"({i.Opcode:x2}) {text}").ToString();
    }
}

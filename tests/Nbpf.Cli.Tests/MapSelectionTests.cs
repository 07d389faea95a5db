using Nbpf.Cli.Maps;
using Nbpf.Cli.Shell;
using Nbpf.Runtime;
using Nbpf.Syscall;
using Xunit;

namespace Nbpf.Cli.Tests;

/// <summary>Maps named on the command line.</summary>
public sealed class MapSelectionTests : IDisposable
{
    private readonly BpfRuntime kernel = new(new BpfRuntimeOptions { CpuCount = 1 });

    public void Dispose() => kernel.Dispose();

    [Fact]
    public void Open_ByName_TakesTheOneThatHasIt()
    {
        Create("before");
        uint wanted = Create("wanted");
        Create("wanted2");
        Assert.Equal(wanted, Open("name", "wanted"));
        Assert.Equal(wanted, Open("id", $"{wanted}"));
    }

    [Fact]
    public void Open_NameOfSeveral_AsksWhichAndLeavesNothingOpen()
    {
        uint first = Create("table"), second = Create("table");
        Create("other");
        CommandException error = Assert.Throws<CommandException>(() => Open("name", "table"));
        Assert.Contains("several have it", error.Message, StringComparison.Ordinal);
        Assert.Equal((first, second), (Open("id", $"{first}"), Open("id", $"{second}")));
        kernel.Close(3);
        kernel.Close(4);
        Assert.Equal(Errno.ENOENT, kernel.ObjGetFdById(BpfObjectKind.Map, first).Errno);
        Assert.Equal(Errno.ENOENT, kernel.ObjGetFdById(BpfObjectKind.Map, second).Errno);
    }

    [Fact]
    public void Open_NameOfNone_SaysSo()
    {
        Create("other");
        Assert.Contains("there is none", Assert.Throws<CommandException>(() => Open("name", "table")).Message, StringComparison.Ordinal);
        Assert.Throws<UsageException>(() => Open("label", "table"));
    }

    private uint Create(string name)
    {
        SysResult created = kernel.MapCreate(new MapCreateAttributes { Type = MapType.Array, KeySize = 4, ValueSize = 4, MaxEntries = 1, Name = name });
        Assert.Equal(SysResult.Ok, kernel.MapGetInfo(created.Value, out MapInfo? info));
        return info!.Id;
    }

    private uint Open(params string[] words)
    {
        using BpfMap map = MapSelection.Open(kernel, new Words(words));
        return map.Info.Id;
    }
}

using System.Text;
using Nbpf.Syscall;

namespace Nbpf.Runtime.Tests.Pins;

/// <summary>A sequence of pin commands in a fresh BPF file system of some kernel, and its answers as text.</summary>
/// <param name="bpf">The kernel.</param>
/// <param name="root">Where the file system is.</param>
/// <param name="makeDirectory">mkdir(2)</param>
/// <param name="removeDirectory">rmdir(2)</param>
internal sealed class PinScript(IBpf bpf, string root, Func<string, Errno> makeDirectory, Func<string, Errno> removeDirectory)
{
    private const uint PathFd = (uint)MapFlags.PathFd, ReadOnly = (uint)MapFlags.ReadOnly, WriteOnly = (uint)MapFlags.WriteOnly;
    private const int NoDescriptor = 99_999;

    private readonly StringBuilder text = new();

    public string Run()
    {
        int map = bpf.MapCreate(new MapCreateAttributes { Type = MapType.Array, KeySize = 4, ValueSize = 8, MaxEntries = 1 }).Value;
        string longest = "/" + new string('n', 255);
        foreach (string path in (string[])["/a", "/a", "/x.y", "/nodir/a", "/a/b", "/", "", "/.", "/..", "/a/", "/b/", longest, longest + "n", longest + "n.", "/no.dir/a", "/" + string.Concat(Enumerable.Repeat("n/", 2100))])
            Add($"pin {path.Length} {path[..Math.Min(path.Length, 12)]}", bpf.ObjPin(root + path, map));
        Add("pin nowhere", bpf.ObjPin("", map));
        Add("pin outside", bpf.ObjPin("/nbpf-test-name", map));
        Add("pin over the root", bpf.ObjPin("/", map));
        Add("pin over /sys", bpf.ObjPin("/sys", map));
        Add("pin nothing", bpf.ObjPin(root + "/q", NoDescriptor));
        Add("pin nothing over a name", bpf.ObjPin(root + "/a", NoDescriptor));
        Add("pin -1", bpf.ObjPin(root + "/q", -1));
        Add("pin with a flag", bpf.ObjPin(root + "/q", map, ReadOnly));
        Add("pin with a start and no flag", bpf.ObjPin(root + "/q", map, 0, 1));
        Add("pin from nothing, absolute", bpf.ObjPin(root + "/abs", map, PathFd, NoDescriptor));
        Add("pin from nothing, relative", bpf.ObjPin("q", map, PathFd, NoDescriptor));
        Add("pin from a map, relative", bpf.ObjPin("q", map, PathFd, map));

        foreach (string path in (string[])["/a", "/a/", "/nope", "/a/b", "", "/", "/x.y"])
            Open($"get {path}", bpf.ObjGet(root + path));
        Open("get nowhere", bpf.ObjGet(""));
        Open("get read-only", bpf.ObjGet(root + "/a", ReadOnly));
        Open("get write-only", bpf.ObjGet(root + "/a", WriteOnly));
        Open("get both", bpf.ObjGet(root + "/a", ReadOnly | WriteOnly));
        Open("get both of nothing", bpf.ObjGet(root + "/nope", ReadOnly | WriteOnly));
        Open("get with a flag", bpf.ObjGet(root + "/a", 1));
        Open("get from nothing, relative", bpf.ObjGet("a", PathFd, NoDescriptor));
        Open("get from a map, relative", bpf.ObjGet("a", PathFd, map));
        int reading = bpf.ObjGet(root + "/a", ReadOnly).Value, writing = bpf.ObjGet(root + "/a", WriteOnly).Value;
        Add("update through read-only", bpf.MapUpdateElem(reading, new byte[4], new byte[8]));
        Add("lookup through read-only", bpf.MapLookupElem(reading, new byte[4], new byte[8]));
        Add("update through write-only", bpf.MapUpdateElem(writing, new byte[4], new byte[8]));
        Add("lookup through write-only", bpf.MapLookupElem(writing, new byte[4], new byte[8]));

        foreach (string path in (string[])["/a/", "/nope", "", "/", "/x.y", "/nope/", "/a/b", "/a", "/a", "/."])
            Add($"unpin {path}", bpf.ObjUnpin(root + path));
        foreach (string path in (string[])["/d", "/d", "/d/", "/e/", "/x.y", "/no/d", "/.", "/n", "/", longest, "/abs/e"])
            Add($"mkdir {path.Length} {path[..Math.Min(path.Length, 12)]}", makeDirectory(root + path));
        Add("pin in a directory", bpf.ObjPin(root + "/d/m", map));
        Add("pin through dots", bpf.ObjPin(root + "/e/.././e/./m", map));
        Add("pin over a directory", bpf.ObjPin(root + "/e", map));
        Add("unpin a directory", bpf.ObjUnpin(root + "/e"));
        Open("get a directory", bpf.ObjGet(root + "/e", ReadOnly));
        Add("unpin in a directory", bpf.ObjUnpin(root + "/e/m"));
        foreach (string path in (string[])["/d", "/nope", "/abs", "/", "/.", "/d/..", "/e", "/x.y", "/e/", "/d/m"])
            Add($"rmdir {path}", removeDirectory(root + path));

        // A pinned map outlives its descriptors.
        bpf.Close(map);
        bpf.Close(reading);
        bpf.Close(writing);
        Open("get after close", bpf.ObjGet(root + "/d/m"));
        return text.ToString();
    }

    private void Open(string label, SysResult result)
    {
        Add(label, result);
        if (!result.IsError)
            bpf.Close(result.Value);
    }

    private void Add(string label, SysResult result) => Add(label, result.Errno);

    private void Add(string label, Errno error) => text.Append(label).Append(": ").Append(error).Append('\n');
}

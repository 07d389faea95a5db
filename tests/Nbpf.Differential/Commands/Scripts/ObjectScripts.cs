using Nbpf.Comparison.Commands;
using Nbpf.Syscall;

namespace Nbpf.Differential.Commands.Scripts;

/// <summary>Ids and file descriptors of all kinds, and how long objects live.</summary>
internal static class ObjectScripts
{
    public static Script Ids()
    {
        Script script = new();
        script.Map("m", MapType.Array);
        script.Load("program", "r0 = 0\nexit");
        BtfBuilder types = new();
        types.AddInteger("int", 4);
        script.Btf("types", types.ToBytes());
        foreach ((BpfObjectKind kind, string name) in (ReadOnlySpan<(BpfObjectKind, string)>)[(BpfObjectKind.Map, "m"), (BpfObjectKind.Program, "program"), (BpfObjectKind.Btf, "types")])
        {
            script.NextId(name, kind);
            foreach (string from in (string[])["0", "2147483646", "2147483647", "2147483648", "4294967295"]) script.NextId(from, kind);
            foreach (uint flags in (uint[])[0, 8, 16, 24, 1, 4, 128, 65536, uint.MaxValue]) script.ById("other", name, flags, kind);
            foreach (string id in (string[])["0", "2147483647", "4294967295"])
            {
                script.ById("other", id, 0, kind);
                script.ById("other", id, 1, kind);
            }

            script.ById("other", name, 0, kind);
            script.Close(name);
            script.Close(name);
            script.ById("again", name, 0, kind);
            script.Close("again");
            script.NextId(name, kind);
            script.Close("other");
            script.ById("again", name, 0, kind);
            script.NextId(name, kind);
        }

        script.Close("none");
        script.Close("closed");
        return script;
    }

    /// <summary>Names in a BPF file system: objects of every kind, access modes, what lives on under a name.</summary>
    public static Script Pins()
    {
        Script script = new();
        foreach (MapKind kind in MapKind.All)
        {
            kind.Prepare(script);
            script.Map("m", kind.Type, 4, kind.ValueSize, 4, inner: kind.Inner);
            script.Update("m", Script.Zero, kind.Value(0));
            script.Pin("m", "a");
            script.Pin("m", "a");
            script.Pin("m", "b");
            script.Close("m");
            script.ById("again", "m");
            foreach (uint flags in (uint[])[0, 8, 16, 24, 1, 4, 128])
            {
                script.Get("g", "a", flags);
                script.Lookup("g", Script.Zero);
                script.Update("g", Script.Zero, kind.Value(1));
                script.Info("g");
            }

            script.Get("g", "b", 8);
            script.Pin("g", "c");
            script.Get("g2", "c");
            script.Update("g2", Script.Zero, kind.Value(0));
            script.Freeze("g");
            script.Freeze("g2");
            foreach (string path in (string[])["a", "a", "b", "c", "none"])
            {
                script.Unpin(path);
                script.Get("g", path);
            }

            script.Contents("g2");
            script.Close("g2");
        }

        script.Load("program", "r0 = 3\nexit");
        script.Pin("program", "p");
        script.Close("program");
        foreach (uint flags in (uint[])[0, 8, 16, 24])
        {
            script.Get("g", "p", flags);
            script.Run("g", new("00*14"));
            script.ProgramInfo("g");
        }

        BtfBuilder types = new();
        types.AddInteger("int", 4);
        script.Btf("types", types.ToBytes());
        foreach (string name in (string[])["types", "none", "closed", "program"])
        {
            script.Pin(name, "t");
            script.Pin(name, "p");
            script.Pin(name, "x.y");
            script.Pin(name, "no/dir");
            script.Pin(name, "p/below");
            script.Pin(name, "t", 8);
        }

        foreach (string path in (string[])["x.y", "no/dir", "p/below", "t"])
        {
            script.Get("g", path);
            script.Unpin(path);
        }

        script.Unpin("p");
        script.Run("g", new("00*14"));
        return script;
    }

    /// <summary>mmap(2) of maps of every type: places, lengths, access modes, frozen maps.</summary>
    public static Script Mapped()
    {
        Script script = new();
        foreach (MapKind kind in MapKind.All)
        {
            kind.Prepare(script);
            foreach (MapFlags flags in kind.Variants)
            {
                script.Map("m", kind.Type, 4, kind.ValueSize, 4, flags, kind.Inner);
                script.Update("m", Operand.U32(1), kind.Value(3));
                Places("m", 4096);
            }
        }

        script.Map("m", MapType.RingBuf, 0, 0, 4096);
        Places("m", 4096);
        script.Records("m");
        script.Map("m", MapType.Array, 4, 4096, 2, MapFlags.Mmapable);
        Places("m", 8192);
        Places(script.ById("reader", "m", (uint)MapFlags.ReadOnly), 4096);
        Places(script.ById("writer", "m", (uint)MapFlags.WriteOnly), 4096);
        script.Freeze("m");
        Places("m", 4096);
        script.Map("m", MapType.Array, 4, 8, 2, MapFlags.Mmapable | MapFlags.ReadOnlyProgram);
        script.Freeze("m");
        Places("m", 4096);
        Places("none", 4096);
        Places("closed", 4096);
        return script;

        void Places(string map, uint length)
        {
            foreach (bool isWritable in (bool[])[false, true])
            {
                script.Mapped(map, 0, length, isWritable);
                script.Mapped(map, 0, 1, isWritable);
                script.Mapped(map, 4096, 4096, isWritable);
                script.Mapped(map, 4096, 8192, isWritable);
                script.Mapped(map, 4096, 12288, isWritable);
                script.Mapped(map, 8192, 4096, isWritable);
                script.Mapped(map, 0, 1 << 20, isWritable);
            }
        }
    }

    /// <summary>Links that cannot be: programs, places and descriptors of every wrong kind. Whether a kernel has netkit devices is its configuration.</summary>
    public static Script Links()
    {
        Script script = new();
        script.Map("m", MapType.Array);
        script.Load("xdp", "r0 = 2\nexit");
        script.Load("tc", "r0 = 0\nexit", ProgramType.SchedCls);
        script.Load("socket", "r0 = 0\nexit", ProgramType.SocketFilter);
        foreach (string program in (string[])["xdp", "tc", "socket", "m", "none", "closed"])
        {
            foreach (AttachType type in (AttachType[])[AttachType.Xdp, AttachType.XdpDevMap, AttachType.TcxIngress, AttachType.TcxEgress, AttachType.CgroupInetIngress, AttachType.SkLookup, (AttachType)999])
            {
                foreach (uint flags in (uint[])[0, 1, 2, 4, 6, 8, 16, 64, uint.MaxValue]) script.LinkToNowhere(program, type, flags: flags);
                script.LinkToNowhere(program, type, -1);
                script.LinkToNowhere(program, type, 0);
            }
        }

        foreach (string link in (string[])["xdp", "m", "none", "closed"])
        {
            script.LinkDetach(link);
            foreach (string program in (string[])["xdp", "m", "none"])
            {
                foreach (uint flags in (uint[])[0, 1, 4, 8]) script.LinkUpdate(link, program, flags);
            }
        }

        return script;
    }

    /// <summary>Maps that a program holds without naming them.</summary>
    public static Script Bound()
    {
        Script script = new();
        script.Load("program", "r0 = 2\nexit");
        foreach (MapKind kind in MapKind.All)
        {
            if (kind.HoldsMaps) script.Map("inner", MapType.Array);
            string map = script.Map($"m{kind.Type}", kind.Type, 4, kind.ValueSize, 4, inner: kind.Inner);
            script.Bind("program", map, 1);
            script.Bind("program", map);
            script.Bind("program", map);
            script.ProgramInfo("program");
        }

        foreach (string wrong in (string[])["none", "closed", "program", "inner"])
        {
            foreach (uint flags in (uint[])[0, 1])
            {
                script.Bind("program", wrong, flags);
                script.Bind(wrong, "inner", flags);
            }
        }

        script.Close("inner");
        script.ById("again", "inner");
        script.Run("program", new("00*14"));
        return script;
    }

    /// <summary>Inner maps, programs in arrays and templates after their file descriptors are closed.</summary>
    public static Script Lifetimes()
    {
        Script script = new();
        foreach (MapType type in (MapType[])[MapType.ArrayOfMaps, MapType.HashOfMaps])
        {
            script.Map("template", MapType.Array);
            script.Map("inner", MapType.Array);
            script.Map("outer", type, 4, 4, 2, inner: "template");
            script.Close("template");
            script.ById("again", "template");
            script.Update("outer", Script.Zero, Operand.Fd("inner"));
            script.Update("inner", Script.Zero, Operand.U64(7));
            script.Close("inner");
            script.Lookup("outer", Script.Zero);
            script.ById("inner2", "inner");
            script.Lookup("inner2", Script.Zero);
            script.Close("inner2");
            script.Delete("outer", Script.Zero);
            script.ById("inner2", "inner");
            script.NextId("inner");
            script.Map("frozen", MapType.Array);
            script.Freeze("frozen");
            script.Update("outer", Script.Zero, Operand.Fd("frozen"));
            script.Map("outer2", type, 4, 4, 2, inner: "frozen");
            script.Update("outer2", Script.Zero, Operand.Fd("frozen"));
            script.Info("outer2");
            script.Map("reader", MapType.Array, flags: MapFlags.ReadOnly);
            script.Map("writer", MapType.Array, flags: MapFlags.WriteOnly);
            script.Update("outer", Script.Zero, Operand.Fd("reader"));
            script.Update("outer", Script.Zero, Operand.Fd("writer"));
            script.Map("outer2", type, 4, 4, 2, inner: "writer");
            script.Contents("outer");
        }

        script.Map("m", MapType.ProgramArray, 4, 4, 2);
        script.Load("program", "r0 = 5\nexit");
        script.Update("m", Script.Zero, Operand.Fd("program"));
        script.Close("program");
        script.Lookup("m", Script.Zero);
        script.ById("again", "program", kind: BpfObjectKind.Program);
        script.Run("again", new("00*14"));
        script.Close("again");
        script.Delete("m", Script.Zero);
        script.Contents("m");
        return script;
    }
}

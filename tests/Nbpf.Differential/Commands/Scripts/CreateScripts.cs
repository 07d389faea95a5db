using Nbpf.Syscall;

namespace Nbpf.Differential.Commands.Scripts;

/// <summary>BPF_MAP_CREATE of each type: sizes, entries, every flag, names, BTF, nodes, templates, and what is told of the maps.</summary>
internal static class CreateScripts
{
    public static Script Of(MapKind kind)
    {
        Script script = new();
        script.Map("inner", MapType.Array);
        MapCreateAttributes valid = new() { Type = kind.Type, KeySize = 4, ValueSize = kind.HoldsFds ? 4u : 8, MaxEntries = 4 };
        Try(valid);
        Describe(script);
        Sizes(script, kind, valid);
        Flags(script, kind, valid);
        Names(script, kind, valid);
        Types(script, kind, valid);
        foreach (string template in (string[])["none", "closed", "inner", "inner2"]) script.Create(valid, template);
        script.Create(valid with { MaxEntries = 0 }, "none");
        script.Create(valid with { Name = "?" }, "none");
        return script;

        void Try(MapCreateAttributes attributes) => script.Create(attributes, "inner");
    }

    /// <summary>Commands on types that do not exist.</summary>
    public static Script UnknownTypes()
    {
        Script script = new();
        script.Create(new() { Type = (MapType)34, KeySize = 4, ValueSize = 4, MaxEntries = 3 });
        script.Create(new() { Type = (MapType)99, KeySize = 4, ValueSize = 4, MaxEntries = 1 });
        script.Create(new() { Type = (MapType)99, Flags = MapFlags.ReadOnly | MapFlags.WriteOnly });
        script.Create(new() { Type = MapType.Unspec, KeySize = 4, ValueSize = 4, MaxEntries = 1 });
        return script;
    }

    private static void Describe(Script script)
    {
        script.Info("m");
        script.Memory("m");
    }

    private static void Sizes(Script script, MapKind kind, MapCreateAttributes valid)
    {
        foreach (uint size in (uint[])[0, 1, 3, 4, 5, 8, 16, 512, 513, 32768, 32769, (4 << 20) - 60, (4 << 20) - 52, 1u << 31, uint.MaxValue])
        {
            Try(valid with { KeySize = size });
            Try(valid with { ValueSize = size });
            Try(valid with { KeySize = size, ValueSize = size });
        }

        foreach (uint max in (uint[])[0, 1, 2, 3, 5, 8, 1009, (1 << 27) + 1, 1u << 28, 1u << 31, (1u << 31) + 1, uint.MaxValue])
        {
            // How much memory there is decides about arrays of some GiB.
            if (max <= 1009 || max == uint.MaxValue || kind.IsHash) Try(valid with { MaxEntries = max });
            if (max <= 1009) Describe(script);
        }

        if (kind.HoldsFds) return;
        foreach (uint value in (uint[])[1, 7, 9, 16, 40, 4096])
        {
            Try(valid with { ValueSize = value, MaxEntries = 7 });
            Describe(script);
        }

        void Try(MapCreateAttributes attributes) => script.Create(attributes, "inner");
    }

    private static void Flags(Script script, MapKind kind, MapCreateAttributes valid)
    {
        for (int bit = 0; bit < 32; bit++)
        {
            Try(valid with { Flags = (MapFlags)(1u << bit) });
            Describe(script);
            Try(valid with { Flags = (MapFlags)(1u << bit), MaxEntries = 0 });
            Try(valid with { Flags = (MapFlags)(1u << bit) | MapFlags.NoPreallocate });
            script.Create(valid with { Flags = (MapFlags)(1u << bit) }, "none");
        }

        Try(valid with { Flags = MapFlags.ReadOnly | MapFlags.WriteOnly });
        Try(valid with { Flags = MapFlags.ReadOnlyProgram | MapFlags.WriteOnlyProgram });
        Try(valid with { Flags = MapFlags.NoPreallocate | MapFlags.NoCommonLru });
        Try(valid with { Flags = MapFlags.NumaNode | MapFlags.NoCommonLru });
        Try(valid with { Flags = MapFlags.InnerMap | MapFlags.Mmapable });
        Try(valid with { Flags = MapFlags.InnerMap | MapFlags.ReadOnlyProgram });
        Try(valid with { Flags = MapFlags.NumaNode, NumaNode = 9 });
        Try(valid with { NumaNode = 9 });
        Try(valid with { InterfaceIndex = 9999 });
        Try(valid with { Extra = 1 });

        void Try(MapCreateAttributes attributes) => script.Create(attributes, "inner");
    }

    private static void Names(Script script, MapKind kind, MapCreateAttributes valid)
    {
        Try(valid with { Name = "abcdefghijklm._" });
        Describe(script);
        Try(valid with { Name = "a-b" });
        Try(valid with { Name = "a b" });
        Try(valid with { Name = "a-b", ValueSize = 0 });

        void Try(MapCreateAttributes attributes) => script.Create(attributes, "inner");
    }

    private static void Types(Script script, MapKind kind, MapCreateAttributes valid)
    {
        BtfBuilder types = new();
        uint number = types.AddInteger("unsigned int", 4);
        uint wide = types.AddInteger("unsigned long", 8);
        script.Btf("types", types.ToBytes());
        script.Load("program", "r0 = 1\nexit");
        (uint Key, uint Value)[] pairs = [(number, wide), (number, number), (wide, wide), (0, wide), (0, number), (number, 0), (0, 0), (99, wide), (number, 99), (uint.MaxValue, wide)];
        foreach ((uint key, uint value) in pairs)
        {
            foreach (string btf in (string[])["types", "none", "closed", "inner", "program"])
                script.Create(valid with { BtfKeyTypeId = key, BtfValueTypeId = value }, "inner", btf);
        }

        script.Create(valid with { BtfKeyTypeId = number, BtfValueTypeId = kind.HoldsFds ? number : wide }, "inner", "types");
        Describe(script);
        script.Create(valid with { BtfVmlinuxValueTypeId = 1 }, "inner");
        script.Create(valid with { BtfVmlinuxValueTypeId = 1, BtfKeyTypeId = number, BtfValueTypeId = wide }, "inner", "types");
    }
}

using Nbpf.Comparison.Commands;
using Nbpf.Syscall;

namespace Nbpf.Differential.Commands.Scripts;

/// <summary>Ring buffers: creation, what commands on elements answer, memory.</summary>
internal static class RingBufferScripts
{
    public static Script Create()
    {
        Script script = new();
        MapCreateAttributes valid = new() { Type = MapType.RingBuf, MaxEntries = 4096 };
        script.Create(valid);
        foreach (uint max in (uint[])[0, 1, 2048, 4095, 4097, 8192, 12288, 1 << 20, (1 << 20) + 4096, uint.MaxValue])
            script.Create(valid with { MaxEntries = max });
        foreach (uint size in (uint[])[1, 4, 8])
        {
            script.Create(valid with { KeySize = size });
            script.Create(valid with { ValueSize = size });
        }

        for (int bit = 0; bit < 32; bit++)
            script.Create(valid with { Flags = (MapFlags)(1u << bit) });
        script.Create(valid with { Flags = MapFlags.NumaNode, NumaNode = 9 });
        script.Create(valid with { Extra = 1 });
        script.Create(valid with { BtfKeyTypeId = 1 });
        script.Create(valid with { Name = "a-b" });
        foreach (uint max in (uint[])[4096, 8192, 65536, 1 << 20])
        {
            script.Map("m", MapType.RingBuf, 0, 0, max);
            script.Info("m");
            script.Memory("m");
        }

        return script;
    }

    /// <summary>What programs put into a ring buffer until it is full, and what they ask of it.</summary>
    public static Script Programs()
    {
        Script script = new();
        script.Map("array", MapType.Array);
        foreach (uint max in (uint[])[4096, 8192])
        {
            script.Map("ring", MapType.RingBuf, 0, 0, max);
            foreach (int query in (int[])[0, 1, 2, 3, 4, -1]) Once(new ProgramText().Query("ring", query));
            foreach (int size in (int[])[0, 1, 7, 8, 9, 64, 256]) Once(new ProgramText().Output("ring", size, 0).Query("ring", 0).Query("ring", 3));
            foreach (ulong flags in (ulong[])[1, 2, 3, 4, 5]) Once(new ProgramText().Output("ring", 8, flags).Query("ring", 3));
            script.Records("ring");
            script.Load("p", new ProgramText().Output("ring", 256, 0).Query("ring", 0).ToString());
            for (int i = 0; i < 40; i++) script.Run("p", new("00*14"));
            Once(new ProgramText().Output("ring", 8, 0).Output("ring", 8, 0).Output("ring", 8, 0).Query("ring", 3));
            script.Records("ring");
            Once(new ProgramText().Output("array", 8, 0));
            Once(new ProgramText().Query("array", 0));
            Once(new ProgramText().Lookup("ring", 0));
            Once(new ProgramText().Update("ring", 0, 0, 8, 0));
            Once(new ProgramText().Delete("ring", 0));
        }

        return script;

        void Once(ProgramText program)
        {
            script.Load("p", program.ToString());
            script.Run("p", new("00*14"));
        }
    }

    public static Script Elements()
    {
        Script script = new();
        script.Map("ring", MapType.RingBuf, 0, 0, 4096);
        foreach (Operand key in (Operand[])[Operand.Hex([]), Script.Zero])
        {
            script.Lookup("ring", key);
            script.Lookup("ring", key, room: 8);
            script.Lookup("ring", key, flags: 4);
            script.Update("ring", key, Operand.Hex([]));
            script.Update("ring", key, Script.Zero);
            script.Delete("ring", key);
            script.Take("ring", key);
            script.Next("ring", key);
        }

        script.LookupBatch("ring", Operand.Hex([]), 1);
        script.TakeBatch("ring", Operand.Hex([]), 1);
        script.UpdateBatch("ring", Script.Zero, Script.Zero, 1);
        script.DeleteBatch("ring", Script.Zero, 1);
        script.Freeze("ring");
        script.Freeze("ring");

        // As the template of a map of maps: the size is not compared.
        script.Map("outer", MapType.ArrayOfMaps, value: 4, inner: "ring");
        script.Map("other", MapType.RingBuf, 0, 0, 8192);
        script.Map("array", MapType.Array);
        foreach (string inner in (string[])["ring", "other", "array"])
            script.Update("outer", Script.Zero, Operand.Fd(inner));
        return script;
    }
}

using Nbpf.Comparison.Commands;

namespace Nbpf.Differential.Commands.Scripts;

/// <summary>Every command through file descriptors that may not read or not write, on frozen maps, and on file descriptors of the wrong kind.</summary>
internal static class AccessScripts
{
    private const uint ReadOnly = (uint)MapFlags.ReadOnly;
    private const uint WriteOnly = (uint)MapFlags.WriteOnly;

    public static Script Of(MapKind kind)
    {
        Script script = new();
        kind.Prepare(script);
        foreach (MapFlags flags in (MapFlags[])[MapFlags.None, MapFlags.ReadOnly, MapFlags.WriteOnly])
        {
            script.Map("m", kind.Type, 4, kind.ValueSize, 64, flags, kind.Inner);
            All(script, kind, "m");
            All(script, kind, script.ById("all", "m"));
            All(script, kind, script.ById("reader", "m", ReadOnly));
            All(script, kind, script.ById("writer", "m", WriteOnly));
            script.Info("reader");
            script.Info("writer");
            script.Update("all", Script.Zero, kind.Value(0));
            script.Freeze("reader");
            script.Freeze("writer");
            script.Freeze("all");
            script.Freeze("all");
            script.Freeze("reader");
            foreach (string fd in (string[])["m", "all", "reader", "writer"]) All(script, kind, fd);
            script.Info("m");
            All(script, kind, script.ById("after", "m"));
        }

        return script;
    }

    /// <summary>Every command on file descriptors that are no maps, and commands of other objects on maps.</summary>
    public static Script WrongKinds()
    {
        Script script = new();
        script.Map("m", MapType.Hash);
        script.Load("program", "r0 = 0\nexit");
        BtfBuilder types = new();
        types.AddInteger("int", 4);
        script.Btf("types", types.ToBytes());
        MapKind kind = new(MapType.Hash);
        foreach (string fd in (string[])["none", "closed", "program", "types"])
        {
            All(script, kind, fd);
            script.Lookup(fd, Script.Zero, 1);
            script.Take(fd, Script.Zero, 1);
            script.Update(fd, Script.Zero, Script.Zero, 99);
            script.Freeze(fd);
            script.Info(fd);
        }

        foreach (string fd in (string[])["none", "closed", "m", "types"])
        {
            script.ProgramInfo(fd);
            script.Run(fd, new("00*14"));
        }

        script.Btf("broken", [0, 1, 2, 3]);
        return script;
    }

    private static void All(Script script, MapKind kind, string fd)
    {
        script.Update(fd, Script.Zero, kind.Value(0));
        script.Update(fd, Operand.Null, kind.Value(0));
        script.Update(fd, Operand.Null, kind.Value(0), 4);
        script.Lookup(fd, Script.Zero);
        script.Lookup(fd, Operand.Null);
        script.Next(fd, Operand.Null);
        script.Take(fd, Script.Zero);
        script.Take(fd, Operand.Null);
        script.Delete(fd, Script.Zero);
        script.Delete(fd, Operand.Null);
        script.UpdateBatch(fd, Script.Zero, kind.Value(1), 1);
        script.UpdateBatch(fd, Operand.Null, Operand.Null, 0, 1);
        script.LookupBatch(fd, Operand.Null, 64);
        script.LookupBatch(fd, Operand.Null, 0, 1);
        script.TakeBatch(fd, Operand.Null, 64);
        script.TakeBatch(fd, Operand.Null, 0, 1);
        script.DeleteBatch(fd, Script.Zero, 1);
        script.DeleteBatch(fd, Operand.Null, 0, 1);
        script.Contents(fd);
    }
}

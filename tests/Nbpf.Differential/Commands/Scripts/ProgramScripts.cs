using Nbpf.Comparison.Commands;

namespace Nbpf.Differential.Commands.Scripts;

/// <summary>What programs do to maps through helpers: every flag, present and missing keys, full maps; and what the verifier refuses.</summary>
internal static class ProgramScripts
{
    private const uint MaxEntries = 3;

    private static readonly Operand Packet = new("02+00*13");

    public static Script Of(MapKind kind)
    {
        Script script = new();
        kind.Prepare(script);
        foreach (MapFlags flags in kind.Variants)
        {
            script.Map("m", kind.Type, 4, kind.ValueSize, kind.Type == MapType.LruHash ? 64 : MaxEntries, flags, kind.Inner);
            foreach (ulong update in (ulong[])[0, 1, 2, 3, 4, 8])
            {
                foreach (int key in (int[])[0, 1, 2, 3, ProgramText.FromPacket])
                    Once(script, new ProgramText().Update("m", key, key, (int)kind.ValueSize, update));
                script.Contents("m");
            }

            foreach (int key in (int[])[0, 2, 7, -1, ProgramText.FromPacket])
            {
                if (!kind.HoldsMaps) Once(script, new ProgramText().Lookup("m", key));
                Once(script, new ProgramText().Count("m", key));
                Once(script, new ProgramText().Delete("m", key));
                Once(script, new ProgramText().Delete("m", key));
                if (!kind.HoldsMaps) Once(script, new ProgramText().Lookup("m", key));
            }

            script.Contents("m");
            if (!kind.HoldsFds) Once(script, new ProgramText().Update("m", 1, 5, (int)kind.ValueSize, 0).Count("m", 1).Lookup("m", 1).Delete("m", 1).Count("m", 1));
            foreach (int cpu in (int[])[0, 1, 1000, -1]) Once(script, new ProgramText().LookupOfCpu("m", 1, cpu));
            script.ProgramInfo("p");
        }

        if (kind.HoldsMaps) Nested(script, kind);
        if (kind.Type == MapType.ProgramArray) TailCalls(script);
        return script;
    }

    private static void Nested(Script script, MapKind kind)
    {
        (string Name, MapType Type, MapFlags Flags)[] inners =
        [
            ("plain", MapType.Array, MapFlags.None), ("dynamic", MapType.Array, MapFlags.InnerMap), ("hash", MapType.Hash, MapFlags.None),
            ("percpu", MapType.PerCpuArray, MapFlags.None), ("lru", MapType.LruHash, MapFlags.None),
        ];
        foreach ((string name, MapType type, MapFlags flags) in inners)
        {
            script.Map("template", type, 4, 8, 64, flags);
            script.Map(name, type, 4, 8, name == "dynamic" ? 2u : 64, flags);
            script.Map("m", kind.Type, 4, 4, 4, inner: "template");
            script.Update("m", Script.Zero, Operand.Fd(name));
            foreach (int key in (int[])[0, 1, 2, 63, 64, ProgramText.FromPacket])
            {
                Once(script, new ProgramText().UpdateInner("m", 0, key, key, 8, 0));
                Once(script, new ProgramText().UpdateInner("m", 0, key, key + 1, 8, 1).LookupInner("m", 0, key));
                Once(script, new ProgramText().LookupInner("m", 1, key).LookupInner("m", 9, key));
                Once(script, new ProgramText().DeleteInner("m", 0, key));
            }

            script.Contents(name);
            script.ProgramInfo("p");
        }
    }

    private static void TailCalls(Script script)
    {
        script.Map("m", MapType.ProgramArray, 4, 4, MaxEntries);
        script.Update("m", Operand.U32(1), Operand.Fd("program2"));
        foreach (int index in (int[])[0, 1, 2, 3, -1, ProgramText.FromPacket]) Once(script, new ProgramText().TailCall("m", index));
        script.Load("other", "r0 = 3\nexit", ProgramType.SocketFilter);
        script.Update("m", Operand.U32(2), Operand.Fd("other"));
        script.Contents("m");

        // A program that calls itself: the limit on tail calls.
        script.Map("m", MapType.ProgramArray, 4, 4, MaxEntries);
        script.Map("count", MapType.Array);
        script.Load("p", new ProgramText().Count("count", 0).TailCall("m", 0).ToString());
        script.Update("m", Script.Zero, Operand.Fd("p"));
        script.Run("p", Packet);
        script.Contents("count");
        script.Delete("m", Script.Zero);
        script.Run("p", Packet);
        script.Contents("count");
    }

    private static void Once(Script script, ProgramText program)
    {
        script.Load("p", program.ToString());
        script.Run("p", Packet);
    }
}

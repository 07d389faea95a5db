using Nbpf.Isa;
using Nbpf.Runtime.Tests.Rewrite;
using Nbpf.Syscall;
using Xunit;

namespace Nbpf.Runtime.Tests.Maps;

/// <summary>Calls that are made with one map on one path and with a map of another type on the other do what each map's own call does.</summary>
public sealed class EitherMapTests
{
    private const string Answer = """

            if r0 == 0 goto none
            r0 = *(u32 *)(r0 + 0)
            exit
        none:
            r0 = 0x1234
            exit
        """;

    private static readonly Dictionary<string, string> Code = new()
    {
        ["lookup"] = """
                call bpf_map_lookup_elem
            """ + Answer,
        ["lookup on a CPU"] = """
                r3 = 1
                call bpf_map_lookup_percpu_elem
            """ + Answer,
        ["update"] = """
                *(u64 *)(r10 - 16) = 9
                r3 = r10
                r3 += -16
                r4 = 0
                call bpf_map_update_elem
                exit
            """,
        ["delete"] = """
                call bpf_map_delete_elem
                exit
            """,
        ["lookup of a map"] = """
                call bpf_map_lookup_elem
                if r0 == 0 goto none
                r1 = r0
                r2 = r10
                r2 += -4
                call bpf_map_lookup_elem
            """ + Answer,
    };

    public static TheoryData<ExecutionEngine, MapType, MapType, string> Calls()
    {
        MapType[] values = [MapType.Array, MapType.PerCpuArray, MapType.Hash, MapType.LruHash, MapType.PerCpuHash];
        MapType[] perCpu = [MapType.PerCpuArray, MapType.PerCpuHash];
        MapType[] ofMaps = [MapType.ArrayOfMaps, MapType.HashOfMaps];
        TheoryData<ExecutionEngine, MapType, MapType, string> data = [];
        foreach (ExecutionEngine engine in (ExecutionEngine[])[ExecutionEngine.Jit, ExecutionEngine.Interpreter, ExecutionEngine.CheckedInterpreter])
        {
            foreach ((MapType[] types, string[] calls) in ((MapType[], string[])[])[(values, ["lookup", "update", "delete"]), (perCpu, ["lookup on a CPU"]), (ofMaps, ["lookup of a map"])])
            {
                foreach (string call in calls)
                {
                    foreach (MapType type in types) data.Add(engine, type, types[(Array.IndexOf(types, type) + 1) % types.Length], call);
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void Call_WithOneOfTwoMaps_DoesWhatTheMapsOwnCallDoes(ExecutionEngine engine, MapType type, MapType other, string call)
    {
        Assert.Equal(Outcome(engine, type, type, call), Outcome(engine, type, other, call));
    }

    // What a run answers that comes to the call with a map of the type, and what the map holds afterwards. Its keys 0 and 1 are there, key 2 is not.
    private static string Outcome(ExecutionEngine engine, MapType type, MapType other, string call)
    {
        // Runs take any CPU that is free; only where one is named may there be two.
        int cpus = call == "lookup on a CPU" ? 2 : 1;
        using BpfRuntime kernel = new(new BpfRuntimeOptions { CpuCount = cpus, Engine = engine });
        int inner = Map(MapType.Array, 0);
        int map = Map(type, inner), second = other == type ? map : Map(other, inner);
        List<string> outcome = [];
        foreach (uint key in (uint[])[0, 1, 2])
        {
            int program = ProgramDump.Load(kernel, ProgramType.SocketFilter, Assembler.Assemble(
                $"""
                    r6 = *(u32 *)(r1 + 0)
                    *(u32 *)(r10 - 4) = {key}
                    r2 = r10
                    r2 += -4
                    r1 = map_fd {map} ll
                    if r6 == 64 goto chosen
                    r1 = map_fd {second} ll
                chosen:
                {Code[call]}
                """));
            ProgTestRunArguments arguments = new() { DataIn = new byte[64 + 14] };
            Assert.Equal(SysResult.Ok, kernel.ProgTestRun(program, arguments));
            byte[] held = new byte[16];
            Errno found = kernel.MapLookupElem(map, Kernel.Bytes(key), held.AsSpan(0, ValueBytes(type) * (IsPerCpu(type) ? cpus : 1))).Errno;
            outcome.Add($"{key}: {(int)arguments.ReturnValue}, {found} {(IsOfMaps(type) ? "" : Convert.ToHexString(held))}");
        }

        return string.Join("; ", outcome);

        int Map(MapType mapType, int template)
        {
            SysResult created = kernel.MapCreate(new MapCreateAttributes { Type = mapType, KeySize = 4, ValueSize = (uint)ValueBytes(mapType), MaxEntries = 4, InnerMapFd = IsOfMaps(mapType) ? template : 0 });
            Assert.False(created.IsError, created.ToString());
            for (uint key = 0; key < 2; key++)
            {
                byte[] value = IsOfMaps(mapType) ? Kernel.Bytes(template) : [.. Kernel.Bytes(100UL + key), .. Kernel.Bytes(200UL + key)];
                Assert.Equal(Errno.None, kernel.MapUpdateElem(created.Value, Kernel.Bytes(key), value.AsSpan(0, ValueBytes(mapType) * (IsPerCpu(mapType) ? cpus : 1))).Errno);
            }

            return created.Value;
        }
    }

    private static bool IsPerCpu(MapType type) => type is MapType.PerCpuArray or MapType.PerCpuHash;

    private static bool IsOfMaps(MapType type) => type is MapType.ArrayOfMaps or MapType.HashOfMaps;

    private static int ValueBytes(MapType type) => IsOfMaps(type) ? 4 : 8;
}

using Nbpf.Fuzz.Boundary;
using Nbpf.Runtime;
using Nbpf.Syscall;

namespace Nbpf.Fuzz.Targets;

/// <summary>
/// Sequences of bpf(2) commands with sizes, flags, descriptors and paths of every kind, each input on a kernel of its own. At its end everything is
/// closed, unpinned and detached, and no id may be left.
/// </summary>
internal sealed class CommandTarget : FuzzTarget
{
    private const int MostCommands = 48;

    public override string Name => "commands";

    public override IReadOnlyList<byte[]> Seeds { get; } = [.. Enumerable.Range(0, 16).Select(static seed => Random(seed)), .. SeedDirectory.Read("commands")];

    public override int InputsInTest => 2_000;

    public override bool Run(byte[] input, bool isThorough)
    {
        BpfRuntime runtime = new(new BpfRuntimeOptions { CpuCount = 2, MemoryLimitBytes = 4 << 20, Engine = ExecutionEngine.CheckedInterpreter });
        using GuardedKernel kernel = new(runtime);
        using BpfInterface device = runtime.CreateInterface("eth0");
        runtime.CreateTracepoint("event", 2);
        CommandStream stream = new(kernel);
        InputReader reader = new(input);
        bool anyWorked = false;
        for (int i = 0; i < MostCommands && !reader.AtEnd; i++) anyWorked |= !stream.Next(ref reader).IsError;

        stream.Close();
        device.Dispose();
        runtime.FileSystem.Unmount(CommandStream.PinRoot);
        foreach (BpfObjectKind kind in Enum.GetValues<BpfObjectKind>())
        {
            if (!kernel.ObjGetNextId(kind, 0, out uint left).IsError) throw new FuzzFaultException($"{kind} {left} is left over");
        }
        return anyWorked;
    }

    private static byte[] Random(int seed)
    {
        byte[] bytes = new byte[512];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}

using Nbpf.Runtime;
using Nbpf.Tests.Fuzz;

namespace Nbpf.Fuzz.Targets;

/// <summary>Object files: ELF, maps, relocations, externs; what is read is loaded as well where there is time.</summary>
internal sealed class ObjectTarget : FuzzTarget
{
    public override string Name => "object";

    public override IReadOnlyList<byte[]> Seeds { get; } = [.. SeedFiles.Objects().Select(static file => file.Bytes)];

    public override int InputsInTest => 4_000;

    public override bool Run(byte[] input, bool isThorough)
    {
        ObjectSpec? spec = null;
        bool isRead = ReaderRule.Holds(input, bytes => spec = ObjectSpec.Read(bytes, "fuzz.bpf.o"));
        if (isRead && isThorough) Load(spec!); // read: set
        return isRead;
    }

    private static void Load(ObjectSpec spec)
    {
        using BpfRuntime kernel = new(new BpfRuntimeOptions { CpuCount = 1, MemoryLimitBytes = 1 << 24, Engine = ExecutionEngine.Interpreter });
        try
        {
            BpfObject.Load(kernel, spec).Dispose();
        }
        catch (BpfException)
        {
            // A refusal with its errno.
        }
    }
}

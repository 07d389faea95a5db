using System.Buffers.Binary;
using Nbpf.Differential.Programs;
using Nbpf.Isa;
using Nbpf.Runtime;
using Nbpf.Syscall;
using Xunit;

namespace Nbpf.Differential.Safety;

/// <summary>An in-process kernel for programs of one type, with programs to tail-call.</summary>
internal sealed class SafetyKernel : IDisposable
{
    // An array of 2^31 elements counts, though hardly a page of it is ever touched.
    private const ulong MemoryLimitBytes = 1UL << 40;

    private readonly BpfRuntime runtime;
    private readonly TestKernel kernel;
    private readonly ProgramType type;
    private readonly ProgTestRunArguments arguments = new();
    private readonly byte[] packet = new byte[256];
    private readonly byte[] context = new byte[96];

    // Loops in loops may take hours.
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(500);

    public SafetyKernel(ProgramType type, ExecutionEngine engine, uint elsewhereBytes)
    {
        this.type = type;
        runtime = new BpfRuntime(new BpfRuntimeOptions { CpuCount = 2, MemoryLimitBytes = MemoryLimitBytes, Engine = engine, RunBudget = Budget });
        if (elsewhereBytes > 0)
            runtime.MapCreate(new MapCreateAttributes { Type = MapType.Array, KeySize = 4, ValueSize = elsewhereBytes, MaxEntries = 3 });
        kernel = new TestKernel(runtime);
        kernel.Maps.AddHuge();
        if (type != ProgramType.Syscall)
        {
            for (int slot = 0; slot < 2; slot++)
                PutProgram(slot);
        }
    }

    /// <summary>Loads a program.</summary>
    public Errno Load(RandomProgram program, out int fd) => kernel.LoadSilently(program, out fd);

    /// <summary>Closes what was loaded.</summary>
    public void Close(int fd) => kernel.Close(fd);

    /// <summary>Gives maps, packet and context the contents that inputs yield next.</summary>
    public void Prepare(SafetyInputs inputs, bool everything)
    {
        kernel.Maps.Scatter(inputs.Fill, everything ? int.MaxValue : 6);
        inputs.Fill(packet);
        inputs.Fill(context);
        Length = inputs.NextLength();
        // No protocol that a length would have to fit.
        packet[12] = 0x12;
    }

    /// <summary>Length of the packet.</summary>
    public int Length { get; private set; }

    /// <summary>Runs a program once.</summary>
    public Errno Run(int fd)
    {
        if (type is ProgramType.Syscall or ProgramType.RawTracepoint)
            arguments.ContextIn = context;
        else
            arguments.DataIn = packet.AsMemory(0, Length);
        return runtime.ProgTestRun(fd, arguments).Errno;
    }

    /// <summary>What the last run left: its result, and the contents of arrays and ring.</summary>
    public byte[] Outcome()
    {
        byte[] contents = kernel.Maps.Contents();
        byte[] outcome = new byte[contents.Length + 4];
        BinaryPrimitives.WriteUInt32LittleEndian(outcome, arguments.ReturnValue);
        contents.CopyTo(outcome, 4);
        return outcome;
    }

    /// <summary>True when the last run left a record that it neither submitted nor discarded.</summary>
    public bool LeftRecord() => kernel.Maps.HasOpenRecord();

    public void Dispose() => kernel.Dispose();

    private void PutProgram(int slot)
    {
        // One that only answers, and one that changes what its caller's caller may look at.
        Instruction[] code = slot == 0
            ? [Instructions.MovImm(0, 1), Instructions.Exit()]
            : [.. Instructions.LoadMapValue(2, ProgramMaps.Globals, 0), Instructions.StoreImm(MemorySize.DoubleWord, 2, 8, 0x55), Instructions.MovImm(0, 2), Instructions.Exit()];
        Assert.Equal(Errno.None, kernel.LoadSilently(new RandomProgram(type, code, ProgramFlags.None, [], IsMutated: false), out int fd));
        byte[] key = new byte[4], value = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(key, slot);
        BinaryPrimitives.WriteInt32LittleEndian(value, fd);
        Assert.Equal(SysResult.Ok, runtime.MapUpdateElem(kernel.Maps[ProgramMaps.ProgramArray], key, value));
    }
}

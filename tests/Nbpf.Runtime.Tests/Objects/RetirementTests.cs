using Nbpf.Isa;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Maps;
using Nbpf.Runtime.Memory;
using Nbpf.Runtime.Tests.Maps;
using Nbpf.Runtime.Tests.Rewrite;
using Nbpf.Syscall;
using Xunit;

namespace Nbpf.Runtime.Tests.Objects;

/// <summary>What owns parts is freed after them: maps after their elements, a kernel after what still holds its memory.</summary>
public sealed unsafe class RetirementTests
{
    [Theory]
    [InlineData(MapType.Hash)]
    [InlineData(MapType.PerCpuHash)]
    public void Delete_ByReaderOfAClosedMap_FreesTheElementBeforeTheMap(MapType type)
    {
        using Kernel kernel = new();
        int fd = kernel.Map(type, 4, 8, 8, MapFlags.NoPreallocate);
        byte[] value = new byte[16];
        for (uint key = 0; key < 8; key++)
            Assert.Equal(Errno.None, kernel.Bpf.MapUpdateElem(fd, Kernel.Bytes(key), value).Errno);
        kernel.Bpf.Services.Objects.Find(fd, out KernelMap? map, out _);
        using (CpuLease lease = kernel.Bpf.Services.Cpus.Rent())
        {
            RunFrame run = new() { Cpu = (uint)lease.Cpu, PerCpuOffset = lease.PerCpuOffset };
            kernel.Bpf.Close(fd);
            for (uint key = 0; key < 5; key++)
                Assert.Equal(0UL, HashFunctions.Delete(&run, (ulong)map!.Header, (ulong)&key, 0, 0, 0));
        }
        Assert.Equal(kernel.EmptyBytes, kernel.Bpf.Services.Heap.UsedBytes);
    }

    /// <summary>While the run has the inner map, it is taken out and closed; the run deletes an element of it afterwards.</summary>
    [Theory]
    [InlineData(ExecutionEngine.Jit, MapType.Hash)]
    [InlineData(ExecutionEngine.Interpreter, MapType.PerCpuHash)]
    [InlineData(ExecutionEngine.CheckedInterpreter, MapType.Hash)]
    [InlineData(ExecutionEngine.CheckedInterpreter, MapType.PerCpuHash)]
    public void Delete_InInnerMapThatIsTakenOutMeanwhile_FreesTheElementBeforeTheMap(ExecutionEngine engine, MapType type)
    {
        CallingClock clock = new();
        BpfRuntime kernel = new(new BpfRuntimeOptions { CpuCount = 2, Engine = engine, Clock = clock });
        int inner = Map(type, 8);
        int outer = Map(MapType.ArrayOfMaps, 4, inner);
        int program = ProgramDump.Load(kernel, ProgramType.SocketFilter, Assembler.Assemble(
            $"""
                *(u32 *)(r10 - 4) = 0
                r1 = map_fd {outer} ll
                r2 = r10
                r2 += -4
                call bpf_map_lookup_elem
                r6 = r0
                if r6 == 0 goto none
                call bpf_ktime_get_ns
                r1 = r6
                r2 = r10
                r2 += -4
                call bpf_map_delete_elem
                r6 = r0
                call bpf_ktime_get_ns
                r0 = r6
                exit
            none:
                r0 = 1
                exit
            """));
        Assert.Equal(Errno.None, kernel.MapUpdateElem(inner, new byte[4], new byte[16]).Errno);
        Assert.Equal(Errno.None, kernel.MapUpdateElem(outer, new byte[4], BitConverter.GetBytes(inner)).Errno);
        clock.OnRead = () =>
        {
            clock.OnRead = null;
            Assert.Equal(Errno.None, kernel.MapDeleteElem(outer, new byte[4]).Errno);
            kernel.Close(inner);
        };
        ProgTestRunArguments arguments = new() { DataIn = new byte[64] };
        Assert.Equal(SysResult.Ok, kernel.ProgTestRun(program, arguments));
        Assert.Equal(0u, arguments.ReturnValue);
        kernel.Dispose();
        Assert.Equal(0UL, kernel.Services.Heap.UsedBytes);

        int Map(MapType mapType, uint value, int template = 0)
        {
            MapFlags flags = template == 0 ? MapFlags.NoPreallocate : MapFlags.None;
            return kernel.MapCreate(new MapCreateAttributes { Type = mapType, KeySize = 4, ValueSize = value, MaxEntries = 1, Flags = flags, InnerMapFd = template }).Value;
        }
    }

    [Fact]
    public void Dispose_KernelWithAMapping_LeavesItsMemoryUntilItGoes()
    {
        Kernel kernel = new();
        int fd = kernel.Map(MapType.Array, value: 4096, max: 1, flags: MapFlags.Mmapable);
        Assert.Equal(SysResult.Ok, kernel.Bpf.MapMmap(fd, 0, 4096, isWritable: true, out MappedMemory? memory));
        kernel.Bpf.Dispose();
        memory!.GetSpan().Fill(7);
        Assert.NotEqual(0UL, kernel.Bpf.Services.Heap.UsedBytes);
        ((IDisposable)memory).Dispose();
        Assert.Equal(0UL, kernel.Bpf.Services.Heap.UsedBytes);
    }

    [Fact]
    public void Dispose_KernelWithAPoll_LeavesTheRingUntilItGoes()
    {
        Kernel kernel = new();
        int fd = kernel.Map(MapType.RingBuf, 0, 0, 4096);
        Assert.Equal(SysResult.Ok, kernel.Bpf.PollCreate(out IBpfPoll? poll));
        Assert.Equal(SysResult.Ok, poll!.Add(fd));
        kernel.Bpf.Dispose();
        Assert.Equal(new SysResult(0), poll.Wait(new int[1], 0));
        poll.Dispose();
        Assert.Equal(0UL, kernel.Bpf.Services.Heap.UsedBytes);
    }

    [Fact]
    public void Dispose_KernelWithASocket_RunsNothingMore()
    {
        Kernel kernel = new();
        int program = ProgramDump.Load(kernel.Bpf, ProgramType.SocketFilter, [Instructions.Call(HelperId.GetSmpProcessorId), Instructions.MovImm(0, 5), Instructions.Exit()]);
        BpfSocket socket = kernel.Bpf.CreateSocket();
        socket.Attach(program);
        Assert.Equal(5, socket.Receive(new byte[64]));
        kernel.Bpf.Dispose();
        Assert.Throws<ObjectDisposedException>(() => socket.Receive(new byte[64]));
        socket.Dispose();
        Assert.Equal(0UL, kernel.Bpf.Services.Heap.UsedBytes);
    }

    [Fact]
    public void Dispose_KernelDuringARun_FreesWithTheRunsEnd()
    {
        CallingClock clock = new();
        BpfRuntime kernel = new(new BpfRuntimeOptions { CpuCount = 1, Clock = clock });
        int map = kernel.MapCreate(new MapCreateAttributes { Type = MapType.Array, KeySize = 4, ValueSize = 8, MaxEntries = 1 }).Value;
        int program = ProgramDump.Load(kernel, ProgramType.SocketFilter, Assembler.Assemble(
            $"""
                call bpf_ktime_get_ns
                r1 = map_value {map} + 0 ll
                *(u64 *)(r1 + 0) = 9
                r0 = *(u64 *)(r1 + 0)
                exit
            """));
        clock.OnRead = kernel.Dispose;
        ProgTestRunArguments arguments = new() { DataIn = new byte[64] };
        Assert.Equal(SysResult.Ok, kernel.ProgTestRun(program, arguments));
        Assert.Equal(9u, arguments.ReturnValue);
        Assert.Equal(0UL, kernel.Services.Heap.UsedBytes);
    }

    private sealed class CallingClock : IKernelClock
    {
        public Action? OnRead { get; set; }

        public ulong BootNanoseconds => 1;

        public ulong MonotonicNanoseconds
        {
            get
            {
                OnRead?.Invoke();
                return 1;
            }
        }
    }
}

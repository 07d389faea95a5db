using System.Runtime.InteropServices;
using Nbpf.Isa;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Interpreter;
using Nbpf.Runtime.Interpreter.Checked;
using Nbpf.Runtime.Memory;
using Nbpf.Runtime.ProgramTypes;
using Nbpf.Runtime.Tests.Execution;
using Xunit;

namespace Nbpf.Runtime.Tests.Checked;

/// <summary>A pointer ends with what it points into, whatever stands there afterwards.</summary>
public sealed unsafe class LifetimeTests
{
    private const string Gone = "in memory that still exists";

    [Theory]
    [InlineData("bpf_ringbuf_submit")]
    [InlineData("bpf_ringbuf_discard")]
    public void Record_AfterItsEnd_MayNotBeTouched(string end)
    {
        // The store stands in a subprogram, so that the same instruction touches the record before and after: nothing remembers that it might.
        using UnverifiedKernel kernel = new();
        int ring = kernel.Map(MapType.RingBuf, key: 0, value: 0, max: 4096);
        string reserve = $"r1 = map_fd {ring} ll\nr2 = 16\nr3 = 0\ncall bpf_ringbuf_reserve\nif r0 == 0 goto out\n";
        InterpreterFaultException fault = kernel.Fault(
            ProgramType.Xdp,
            $"""
            {reserve}
            r6 = r0
            {reserve}
            r7 = r0
            r1 = r6
            call write
            r1 = r6
            r2 = 0
            call {end}
            r1 = r7
            call write
            r1 = r6
            call write
            out: r0 = 0
            exit
            write: *(u64 *)(r1 + 8) = 1
            r0 = 0
            exit
            """);
        Assert.Equal(Gone, fault.Expected);
        Assert.Contains("(offset 8)", fault.Region, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ProgramType.Xdp, 0, "bpf_xdp_adjust_head", 0)]
    [InlineData(ProgramType.Xdp, 0, "bpf_xdp_adjust_tail", 0)]
    [InlineData(ProgramType.Xdp, 0, "bpf_xdp_adjust_meta", 0)]
    [InlineData(ProgramType.SchedCls, 76, "bpf_skb_pull_data", 0)]
    [InlineData(ProgramType.SchedCls, 76, "bpf_l3_csum_replace", 0)]
    public void PacketPointer_AfterTheHelperThatMayMoveIt_MayNotBeUsed(ProgramType type, int data, string helper, int number)
    {
        string load = $"r6 = *(u32 *)(r9 + {data})", change = $"r1 = r9\nr2 = {number}\nr3 = 0\nr4 = 0\nr5 = 2\ncall {helper}", use = "r0 = *(u8 *)(r6 + 0)";
        using UnverifiedKernel kernel = new();
        Assert.Equal(Gone, kernel.Fault(type, $"r9 = r1\n{load}\n{change}\n{use}\nexit").Expected);
        Assert.Equal(0u, kernel.Run(type, $"r9 = r1\n{load}\n{change}\n{load}\n{use}\nexit"));
    }

    [Fact]
    public void PacketPointer_OfTheCaller_EndsInTheCalleeToo()
    {
        using UnverifiedKernel kernel = new();
        InterpreterFaultException fault = kernel.Fault(
            ProgramType.Xdp,
            """
            r9 = r1
            r6 = *(u32 *)(r9 + 0)
            r0 = *(u8 *)(r6 + 0)
            call move
            r0 = *(u8 *)(r6 + 0)
            exit
            move: r2 = 0
            call bpf_xdp_adjust_head
            r0 = 0
            exit
            """);
        Assert.Equal(Gone, fault.Expected);
    }

    [Fact]
    public void StackPointer_AfterItsFrame_MayNotBeUsed()
    {
        using UnverifiedKernel kernel = new();
        const string callees = "one: r0 = r10\nr0 += -8\nexit\ntwo: r0 = *(u64 *)(r1 + 0)\nexit";

        // The second callee's frame stands where the first one's stood.
        Assert.Equal(Gone, kernel.Fault(ProgramType.Xdp, $"call one\nr1 = r0\ncall two\nr0 = 0\nexit\n{callees}").Expected);
        Assert.Equal(0u, kernel.Run(ProgramType.Xdp, $"r1 = r10\nr1 += -8\n*(u64 *)(r1 + 0) = 0\ncall two\nexit\n{callees}"));
    }

    /// <summary>What the grace period should have prevented.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void MapValue_AfterItsMapWasFreed_MayNotBeUsed(bool isFreed)
    {
        using NativeHeap heap = new(1 << 20, quarantineBytes: 1 << 16);
        MapHeader* map = (MapHeader*)heap.TryAllocate(MapHeader.ArrayValuesOffset + 8);
        (map->Type, map->ValueSize, map->MaxEntries, map->ElementSize) = (MapType.Array, 8, 1, 8);
        ulong value = (ulong)map + MapHeader.ArrayValuesOffset;
        KernelFunctionTable functions = new();
        KernelFunction free = functions.Add("free", typeof(LifetimeTests), nameof(Free), &Free, argumentCount: 2);
        Instruction[] code = Assembler.Assemble($"r6 = r1\nr7 = map_value 1 + 0 ll\nr0 = *(u64 *)(r7 + 0)\nr1 = *(u64 *)(r6 + 0)\nr2 = *(u64 *)(r6 + 8)\ncall {free.Number}\nr0 = *(u64 *)(r7 + 0)\nexit");
        XlatedProgram program = EngineRunner.Xlate(code, functions, address: value);
        using InterpretedProgram executable = InterpretedProgram.CreateChecked(program, verified: null, new KernelMemory(heap, new ConformanceProgramType(16)));
        GCHandle handle = GCHandle.Alloc(heap);
        try
        {
            ulong* context = stackalloc ulong[2] { (ulong)GCHandle.ToIntPtr(handle), isFreed ? (ulong)map : (ulong)heap.TryAllocate(8) };
            RunFrame run = default;
            if (!isFreed)
            {
                Assert.Equal(0UL, executable.Run(&run, context));
                return;
            }

            RunFrame* frame = &run;
            InterpreterFaultException fault = Assert.Throws<InterpreterFaultException>(() => executable.Run(frame, context));
            Assert.Equal(Gone, fault.Expected);
            Assert.EndsWith("(offset 0), in memory that was freed", fault.Region, StringComparison.Ordinal);
        }
        finally
        {
            handle.Free();
        }
    }

    [Fact]
    public void Element_DeletedInThisRun_StaysUntilItsEnd()
    {
        // Read-copy-update: what a run has found stays in memory for the run, also where every element is a block of its own.
        using UnverifiedKernel kernel = new();
        int map = Region.Filled(kernel, MapType.Hash, MapFlags.NoPreallocate);
        string delete = $"r2 = r10\nr2 += -8\nr1 = map_fd {map} ll\ncall bpf_map_delete_elem\n";
        Assert.Equal(7u, kernel.Run(ProgramType.Xdp, $"{Region.Lookup(map)}if r0 == 0 goto out\nr6 = r0\n{delete}*(u64 *)(r6 + 0) = 7\nr0 = *(u64 *)(r6 + 0)\nexit\nout: r0 = 0\nexit"));
    }

    private static ulong Free(RunFrame* run, ulong heap, ulong block, ulong r3, ulong r4, ulong r5)
    {
        ((NativeHeap)GCHandle.FromIntPtr((nint)heap).Target!).Free((void*)block);
        return 0;
    }
}

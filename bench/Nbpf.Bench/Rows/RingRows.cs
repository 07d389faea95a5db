using System.Runtime.InteropServices;
using Nbpf.Bench.Measuring;
using Nbpf.Isa;
using Nbpf.Runtime;
using Nbpf.Syscall;

namespace Nbpf.Bench.Rows;

/// <summary>A program that writes records of 16 bytes to a ring buffer, nobody waiting: per record, the empty program's cost included.</summary>
internal static class RingRows
{
    private const int RingBytes = 1 << 20;
    private const uint Repeat = 20_000;

    internal static IEnumerable<ResultRow> Measure(int rounds)
    {
        using IBpf jit = Kernels.InProcess(ExecutionEngine.Jit), linux = Kernels.Linux();
        using Ring ours = new(jit), theirs = new(linux);
        Measured[] all = Rounds.Interleave(rounds, ours.Run, theirs.Run);
        yield return ResultRow.Against("ring buffer: reserve, write, submit 16 bytes, JIT", all[0], "Linux", all[1], "ns", null);
    }

    private sealed class Ring : IDisposable
    {
        private readonly IBpf kernel;
        private readonly int program;
        private readonly MappedMemory consumer;
        private readonly MappedMemory producer;

        public Ring(IBpf kernel)
        {
            this.kernel = kernel;
            int ring = Checked(kernel.MapCreate(new MapCreateAttributes { Type = MapType.RingBuf, MaxEntries = RingBytes }));
            program = Checked(kernel.ProgLoad(
                new ProgLoadAttributes { Type = ProgramType.Xdp, License = "GPL", Instructions = Assembler.Assemble(Text(ring)) }, default, out _));
            int page = Environment.SystemPageSize;
            Checked(kernel.MapMmap(ring, 0, page, isWritable: true, out MappedMemory? writable));
            Checked(kernel.MapMmap(ring, (ulong)page, page, isWritable: false, out MappedMemory? readable));
            (consumer, producer) = (writable!, readable!); // no error
        }

        /// <summary>Nanoseconds per record.</summary>
        public double Run()
        {
            ProgTestRunArguments arguments = new() { DataIn = new byte[64], Repeat = Repeat };
            Checked(kernel.ProgTestRun(program, arguments));
            if (arguments.ReturnValue != 2) throw new InvalidOperationException("the ring buffer was full");
            Volatile.Write(ref MemoryMarshal.AsRef<ulong>(consumer.GetSpan()), Volatile.Read(ref MemoryMarshal.AsRef<ulong>(producer.GetSpan())));
            return arguments.DurationNanoseconds;
        }

        public void Dispose()
        {
            ((IDisposable)consumer).Dispose();
            ((IDisposable)producer).Dispose();
        }

        private static int Checked(SysResult result) => result.IsError ? throw new InvalidOperationException(result.ToString()) : result.Value;

        private static string Text(int ring) =>
            $"""
                r1 = map_fd {ring} ll
                r2 = 16
                r3 = 0
                call bpf_ringbuf_reserve
                if r0 == 0 goto full
                *(u64 *)(r0 + 0) = 1
                *(u64 *)(r0 + 8) = 2
                r1 = r0
                r2 = 1
                call bpf_ringbuf_submit
                r0 = 2
                exit
            full:
                r0 = 1
                exit
            """;
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Memory;
using Nbpf.Runtime.Programs;
using Nbpf.Runtime.RingBuffers;
using Nbpf.Runtime.Session;
using Nbpf.Syscall;

namespace Nbpf.Runtime.Runs;

/// <summary>
/// A rented CPU on which programs run, one run after the other, each within its budget. What a run that is ended in the middle held is
/// given up: ring buffer records that it had reserved are discarded. Disposing gives the CPU back; only then may a user's code be called.
/// </summary>
internal sealed unsafe class ProgramRunner : IDisposable
{
    // Between so many runs, what the runs before could reach may be freed.
    private const uint RunsPerRefresh = 64;

    // The run's number is the upper half of RunFrame.Control.
    private const ulong NextNumber = 1UL << 32;

    private readonly RunServices services;
    private readonly RunSession session;
    private readonly CpuLease lease;
    private readonly CancellationToken cancellation;
    private readonly CancellationTokenRegistration registration;
    private readonly GCHandle handle;
    private readonly RunFrame* frame;
    private ulong number;

    private ProgramRunner(RunServices services, RunSession session, in RunLimits limits, CpuLease lease)
    {
        this.services = services;
        this.session = session;
        this.lease = lease;
        cancellation = limits.Cancellation;
        handle = GCHandle.Alloc(session);

        // SAFETY: the frame is the rented CPU's, so nobody else uses it but the watch, which only exchanges Control. The numbers go on.
        frame = services.Watch.FrameOf(lease.Cpu);
        number = frame->Control & ~(NextNumber - 1);
        *frame = new RunFrame
        {
            Control = number,
            PerCpuOffset = lease.PerCpuOffset,
            Cpu = (uint)lease.Cpu,
            RandomState = (ulong)Random.Shared.NextInt64(),
            Session = GCHandle.ToIntPtr(handle),
            BudgetMilliseconds = limits.BudgetMilliseconds,
        };
        registration = cancellation.UnsafeRegister(static runner => ((ProgramRunner)runner!).Cancel(), this);
        services.Watch.Begin();
    }

    /// <summary>Why the last run was ended before its time, if it was.</summary>
    public StopReason Reason { get; private set; }

    /// <summary>Where the last run was ended before its time; null when it was not, or had not begun.</summary>
    public RunStop? Stop { get; private set; }

    /// <summary>Rents a CPU, waiting while it is taken; false when that is cancelled.</summary>
    /// <param name="services">The kernel.</param>
    /// <param name="session">What helpers find.</param>
    /// <param name="limits">What ends runs before their time.</param>
    /// <param name="cpu">The CPU, or <see cref="LogicalCpus.AnyCpu"/>.</param>
    /// <param name="runner">Receives the runner.</param>
    /// <exception cref="InvalidOperationException">This thread is in a run already, and no CPU is free.</exception>
    public static bool TryStart(RunServices services, RunSession session, in RunLimits limits, int cpu, [NotNullWhen(true)] out ProgramRunner? runner)
    {
        runner = services.TryRentCpu(cpu, limits.Cancellation, out CpuLease lease) ? new ProgramRunner(services, session, limits, lease) : null;
        return runner is not null;
    }

    /// <summary>Runs a program on a context, possibly several times.</summary>
    /// <param name="program">The program.</param>
    /// <param name="context">The native context.</param>
    /// <param name="times">How often.</param>
    /// <param name="result">Receives r0 of the last run, or 0 where <see cref="Reason"/> says that it was ended.</param>
    /// <returns>How many runs came to their end. Fewer than asked for when one was ended before its time, or when there is something to be delivered to the user (<see cref="RunSession.HasUndelivered"/>).</returns>
    public uint Run(KernelProgram program, void* context, uint times, out ulong result) => RunStack.HasRoom
        ? RunHere(program, context, times, out result)
        : RunOnFreshThread(program, context, times, out result);

    /// <summary>Gives the CPU back.</summary>
    public void Dispose()
    {
        // Waits for a cancellation that is under way, so that it meets no other's run.
        registration.Dispose();
        handle.Free();
        lease.Dispose();
    }

    private uint RunOnFreshThread(KernelProgram program, void* context, uint times, out ulong result)
    {
        uint done = 0;
        result = RunStack.OnFreshThread(() =>
        {
            done = RunHere(program, context, times, out ulong last);
            return last;
        });
        return done;
    }

    private uint RunHere(KernelProgram program, void* context, uint times, out ulong result)
    {
        byte top = 0;
        uint done = 0;
        bool isWhole = false, canBeCancelled = cancellation.CanBeCanceled;
        GracePeriods periods = services.Objects.GracePeriods;
        result = 0;
        Reason = StopReason.None;
        Stop = null;

        // SAFETY: the frame's pointers are this call's, which is longer than the runs; the lease keeps what these reach in memory.
        frame->StackTop = &top;
        frame->Context = context;
        try
        {
            do
            {
                if (done % RunsPerRefresh == RunsPerRefresh - 1 || periods.IsAwaited)
                    lease.Refresh();
                number += NextNumber;
                Volatile.Write(ref frame->Control, number);
                if (canBeCancelled && IsCancelled())
                    break;
                frame->TailCallCount = 0;
                frame->Program = program.NativeTarget;
                result = program.Run(frame, context);
                done++;
            }
            while (done < times && !session.HasUndelivered);
            isWhole = true;
        }
        catch (RunStoppedException stopped)
        {
            result = 0;
            Reason = stopped.Reason;
            Stop = new RunStop(NameOf(frame->Program) ?? program.Name, stopped.InstructionIndex);
        }
        finally
        {
            if (!isWhole)
                DiscardRecords();
        }
        return done;
    }

    // Cancelling sets the token and then asks the run that has the number by then; asked before the new number it is lost, and only then is it seen here.
    private bool IsCancelled()
    {
        Interlocked.MemoryBarrier();
        if (!cancellation.IsCancellationRequested)
            return false;
        Reason = StopReason.Cancellation;
        return true;
    }

    private void Cancel()
    {
        ulong seen = Volatile.Read(ref frame->Control);
        while ((uint)seen == (uint)StopReason.None)
        {
            ulong found = Interlocked.CompareExchange(ref frame->Control, seen | (uint)StopReason.Cancellation, seen);
            if (found == seen)
                return;
            seen = found;
        }
    }

    // A ring buffer that nobody can find any more has no consumer who would wait.
    private void DiscardRecords()
    {
        foreach (RingBufferMap ring in services.Objects.Living<RingBufferMap>(BpfObjectKind.Map))
            Ring.DiscardReserved(ring.Storage, frame->Cpu);
    }

    private string? NameOf(TailCallTarget* target)
    {
        string? name = null;
        foreach (KernelProgram program in services.Objects.Living<KernelProgram>(BpfObjectKind.Program))
        {
            if (program.NativeTarget == target)
                name = program.Name;
        }
        return name;
    }
}

using Nbpf.Syscall;

namespace Nbpf.Runtime.ProgramTypes;

/// <summary>One test run of a program: its memory, and how to execute it on a context that the program type has built.</summary>
internal unsafe interface ITestRun
{
    /// <summary>expected_attach_type of the program.</summary>
    AttachType ExpectedAttachType { get; }

    /// <summary>End of the last context byte that the program accesses.</summary>
    int ContextBytesUsed { get; }

    /// <summary>Number of CPUs.</summary>
    int CpuCount { get; }

    /// <summary>Zeroed memory of the run, or null when there is none left (ENOMEM).</summary>
    /// <param name="bytes">Its size, more than 0.</param>
    byte* TryAllocate(uint bytes);

    /// <summary>Executes the program.</summary>
    /// <param name="context">The native context.</param>
    /// <param name="repeat">How often; 0 means once.</param>
    /// <param name="cpu">The CPU to run on, or <see cref="Memory.LogicalCpus.AnyCpu"/>.</param>
    /// <param name="result">Receives the last run's r0.</param>
    /// <param name="durationNanoseconds">Receives the mean duration of one run.</param>
    /// <returns>ETIMEDOUT when a run took longer than its budget, EINTR when the runs were cancelled.</returns>
    Errno Execute(void* context, uint repeat, int cpu, out ulong result, out uint durationNanoseconds);
}

namespace Nbpf.Syscall;

/// <summary>Input, output buffers and results of BPF_PROG_TEST_RUN (union bpf_attr, include/uapi/linux/bpf.h, Linux 6.18).</summary>
public sealed class ProgTestRunArguments
{
    /// <summary>data_in: the packet, empty for none</summary>
    public ReadOnlyMemory<byte> DataIn { get; set; }

    /// <summary>data_out: receives the packet after the run; ENOSPC when shorter, and what fits is written</summary>
    public Memory<byte> DataOut { get; set; }

    /// <summary>ctx_in: the context, empty for none</summary>
    public ReadOnlyMemory<byte> ContextIn { get; set; }

    /// <summary>ctx_out: receives the context after the run</summary>
    public Memory<byte> ContextOut { get; set; }

    /// <summary>repeat: how often to run; 0 means once</summary>
    public uint Repeat { get; set; }

    /// <summary>flags: BPF_F_TEST_*</summary>
    public TestRunFlags Flags { get; set; }

    /// <summary>cpu, with <see cref="TestRunFlags.RunOnCpu"/></summary>
    public uint Cpu { get; set; }

    /// <summary>batch_size, with <see cref="TestRunFlags.XdpLiveFrames"/></summary>
    public uint BatchSize { get; set; }

    /// <summary>
    /// What ends runs before their time: ETIMEDOUT when the budget did, EINTR when they were cancelled, and <see cref="Stop"/> tells where it was. Null for the kernel's own
    /// budget. Linux looks only whether the runs were cancelled before the first.
    /// </summary>
    public BpfRunLimits? Limits { get; set; }

    /// <summary>Result: where the run was ended before its time; null when it was not, or had not begun.</summary>
    public RunStop? Stop { get; set; }

    /// <summary>Result: r0 of the last run.</summary>
    public uint ReturnValue { get; set; }

    /// <summary>Result: mean duration of one run in nanoseconds.</summary>
    public uint DurationNanoseconds { get; set; }

    /// <summary>Result: the packet's size in bytes after the last run, also when <see cref="DataOut"/> was too short.</summary>
    public uint DataSizeOut { get; set; }

    /// <summary>Result: the context's size in bytes.</summary>
    public uint ContextSizeOut { get; set; }
}

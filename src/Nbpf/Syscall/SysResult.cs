namespace Nbpf.Syscall;

/// <summary>What a bpf(2) command answers: a non-negative value (often a file descriptor) or a negated <see cref="Syscall.Errno"/>.</summary>
/// <param name="Value">The raw answer, as a system call gives it in the kernel.</param>
public readonly record struct SysResult(int Value)
{
    /// <summary>Success without a value.</summary>
    public static readonly SysResult Ok = new(0);

    /// <summary>True when the command failed.</summary>
    public bool IsError => Value < 0;

    /// <summary>The error, or <see cref="Errno.None"/> on success.</summary>
    public Errno Errno => Value < 0 ? (Errno)(-Value) : Errno.None;

    /// <summary>The answer that reports an error.</summary>
    /// <param name="errno">The error.</param>
    public static implicit operator SysResult(Errno errno) => new(-(int)errno);

    /// <summary>The answer as people read it: <c>OK(3)</c> or <c>-22 EINVAL</c>.</summary>
    public override string ToString() => IsError ? $"{Value} {Errno}" : $"OK({Value})";
}

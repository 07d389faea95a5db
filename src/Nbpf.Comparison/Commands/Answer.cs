using Nbpf.Syscall;

namespace Nbpf.Comparison.Commands;

/// <summary>What a kernel answers to a command, in terms that two kernels share: numbers that are each kernel's own (file descriptors, ids, the order of hashes) are left out or named.</summary>
/// <param name="Errno">The error, <see cref="Errno.None"/> on success.</param>
/// <param name="Detail">What it gave besides: bytes, counts, fields; empty for nothing.</param>
public readonly record struct Answer(Errno Errno, string Detail = "")
{
    /// <summary>The answer to a command that gives nothing but success or an error.</summary>
    /// <param name="result">What the command gave.</param>
    /// <param name="detail">What else it gave.</param>
    public static Answer Of(SysResult result, string detail = "") => new(result.Errno, detail);

    /// <summary>The answer as scripts and recordings have it: <c>OK 0a000000</c>, <c>ENOENT count=2</c>.</summary>
    public override string ToString()
    {
        string word = Errno == Errno.None ? "OK" : Errno.ToString();
        return Detail.Length == 0 ? word : $"{word} {Detail}";
    }
}

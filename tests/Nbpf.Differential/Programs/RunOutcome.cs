using System.Globalization;
using Nbpf.Syscall;

namespace Nbpf.Differential.Programs;

/// <summary>What a run did.</summary>
/// <param name="Errno">The command's answer.</param>
/// <param name="Result">r0.</param>
/// <param name="Bytes">Packet or context afterwards, then the contents of the maps.</param>
internal sealed record RunOutcome(Errno Errno, uint Result, byte[] Bytes)
{
    public bool IsSame(RunOutcome other) => Errno == other.Errno && Result == other.Result && Bytes.AsSpan().SequenceEqual(other.Bytes);

    /// <summary>Answer, result and the bytes around the first that another outcome has not.</summary>
    public string Describe(RunOutcome other)
    {
        int at = Bytes.AsSpan().CommonPrefixLength(other.Bytes);
        string bytes = Convert.ToHexStringLower(Bytes.AsSpan(Math.Min(at, Bytes.Length), Math.Min(8, Bytes.Length - Math.Min(at, Bytes.Length))));
        return string.Create(CultureInfo.InvariantCulture, $"{Errno}, result {Result:x}, {Bytes.Length} bytes, from byte {at} on {bytes}");
    }
}

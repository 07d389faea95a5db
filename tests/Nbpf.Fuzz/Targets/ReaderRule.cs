using Nbpf.Fuzz.Boundary;

namespace Nbpf.Fuzz.Targets;

/// <summary>The rule for readers of files: a result or a <see cref="BpfFormatException"/> of one line with an offset in the input, and memory in proportion to it.</summary>
internal static class ReaderRule
{
    // Names of at most 511 bytes in members of 12 make about 90 bytes out of one; the rest is room for fixed costs.
    private const long AllocatedPerByte = 256;
    private const long AllocatedAlways = 1_000_000;

    /// <summary>True when something was done, false when it was refused.</summary>
    public static bool MayRefuse(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (BpfFormatException)
        {
            return false;
        }
    }

    /// <summary>True when the input was read, false when it was refused.</summary>
    public static bool Holds(byte[] input, Action<byte[]> read) => Holds(input, input.Length, read);

    /// <summary>As the other, where offsets count in something longer than the input.</summary>
    public static bool Holds(byte[] input, long longest, Action<byte[]> read)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool isRead = true;
        try
        {
            read(input);
        }
        catch (BpfFormatException refusal)
        {
            isRead = false;
            if (refusal.Message.Contains('\n', StringComparison.Ordinal)) throw new FuzzFaultException($"a message of several lines: {refusal.Message}");
            if (refusal.Offset < 0 || refusal.Offset > longest) throw new FuzzFaultException($"offset {refusal.Offset} of {longest} bytes: {refusal.Message}");
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return allocated <= AllocatedAlways + AllocatedPerByte * input.Length ? isRead
            : throw new FuzzFaultException($"{allocated} bytes allocated for an input of {input.Length}");
    }
}

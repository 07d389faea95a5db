using Xunit;

namespace Nbpf.Tests.Fuzz;

/// <summary>Runs a reader on one hostile input.</summary>
internal static class FuzzCase
{
    // Names of at most 512 bytes in members of 12 make about 90 bytes out of one; the rest is room for fixed costs.
    private const long AllocatedPerByte = 256;
    private const long AllocatedAlways = 1_000_000;

    /// <summary>True when the input was read, false when it was refused; fails the test on anything else.</summary>
    internal static bool Run(byte[] input, string name, Action<byte[]> read)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool isRead = true;
        try
        {
            read(input);
        }
        catch (BpfFormatException error)
        {
            isRead = false;
            if (error.Message.Contains('\n', StringComparison.Ordinal)) Assert.Fail($"{name}: message of several lines: {error.Message}");
            if (error.Offset < 0 || error.Offset > input.Length) Assert.Fail($"{name}: offset {error.Offset} of {input.Length} bytes: {error.Message}");
        }
        catch (Exception error) when (error is not Xunit.Sdk.IAssertionException)
        {
            Assert.Fail($"{name}: {error}");
        }
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (allocated > AllocatedAlways + (AllocatedPerByte * input.Length)) Assert.Fail($"{name}: {allocated} bytes allocated for an input of {input.Length}");
        return isRead;
    }
}

using Nbpf.Isa;
using Xunit;

namespace Nbpf.Verification.Tests.Domains;

public sealed class ScalarKernelTests
{
    [Fact]
    public void Bounds_RandomProgramsOnThisKernel_PrintAsLinux()
    {
        int compared = 0;
        int programs = int.Parse(Environment.GetEnvironmentVariable("NBPF_PROGRAMS") ?? "1500");
        ulong first = ulong.Parse(Environment.GetEnvironmentVariable("NBPF_SEED") ?? "1");
        for (ulong seed = first; seed < first + (ulong)programs; seed++)
        {
            Instruction[] program = ScalarPrograms.Generate(seed);
            int errno = LinuxVerifier.Load(program, out string log);
            if (errno < 0)
                Assert.Skip("bpf(2) is not permitted here; the recorded answers are compared instead");
            string? difference = ScalarLogReplay.FindDifference(program, log, out int count);
            Assert.True(difference is null, $"seed {seed}: {difference}\n{log}");
            compared += count;
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"compared {compared}");
        Assert.True(compared > 5 * programs, $"only {compared} registers were compared");
    }
}

using Xunit;

namespace Nbpf.Runtime.Tests.Execution;

/// <summary>The corpus as the public conformance suite would run it: through verifier, rewrite and engine, memory in r1, its length in r2.</summary>
public sealed class ConformanceCorpusTests
{
    [Theory]
    [InlineData(ExecutionEngine.Jit)]
    [InlineData(ExecutionEngine.Interpreter)]
    [InlineData(ExecutionEngine.CheckedInterpreter)]
    [InlineData(ExecutionEngine.WatchedInterpreter)]
    public void Run_CorpusThroughTheVerifier_GivesExpectedResults(ExecutionEngine engine)
    {
        List<string> differences = [];
        int ran = 0;
        foreach (CorpusCase test in CorpusCase.All.Where(test => test.LinuxRefusal is null))
        {
            ConformanceResult result = ConformanceRunner.Run(test.Code, test.Memory ?? [], engine);
            ran++;
            if (result.Error is not null || result.ReturnValue != test.Expected)
                differences.Add($"{test.Name}: expected 0x{test.Expected:x}, found {result.Error ?? $"0x{result.ReturnValue:x}"}");
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
        Assert.True(ran > 100, $"{ran} cases");
    }
}

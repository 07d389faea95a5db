using Nbpf.Fuzz.Boundary;
using Nbpf.Fuzz.Running;
using Nbpf.Fuzz.Targets;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Fuzz.Tests;

/// <summary>Every target with a few thousand seeded inputs and all those that ever broke a promise. Longer runs: docs/testing.md.</summary>
public sealed class FuzzTests : IClassFixture<FuzzTests.Workshop>
{
    public static TheoryData<string> Targets => [.. FuzzTargets.All.Select(static target => target.Name)];

    public static TheoryData<string, string> Finds =>
        [.. FuzzTargets.All.SelectMany(static target => SeedDirectory.Finds(target.Name).Select(path => new TheoryDataRow<string, string>(target.Name, Path.GetFileName(path))))];

    [Theory]
    [InlineData("a target expected after 'afl': btf ", "afl")]
    [InlineData("unknown target 'nobody': btf ", "afl", "nobody")]
    [InlineData("a number of seconds expected, found 'x'", "afl", "object", "x")]
    [InlineData("unexpected '2' after 'afl TARGET SECONDS'", "afl", "object", "1", "2")]
    public void Script_UsedWrongly_SaysHowInOneLineAndBuildsNothing(string part, params string[] words)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/bin/bash"), "the script is bash's");

        (int exitCode, string output, string error) = ToolRun.Run("/bin/bash", [Path.Combine(Repository.Root, "tests", "Nbpf.Fuzz", "run"), .. words]);

        Assert.Equal((2, ""), (exitCode, output));
        Assert.StartsWith($"Error: usage: {part}", Assert.Single(error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
        if (part.EndsWith(": btf ", StringComparison.Ordinal)) Assert.All(FuzzTargets.All, target => Assert.Contains($" {target.Name}", error, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Run_SeededInputs_BreakNoPromise(string name)
    {
        FuzzTarget target = FuzzTargets.Find(name)!; // it is one of them

        FuzzReport report = FuzzLoop.Run(target, target.InputsInTest, TimeSpan.FromHours(1));

        Assert.Empty(report.Faults.Select(static fault => $"{Convert.ToHexString(fault.Input)}: {fault.Exception}"));
        // Inputs that are all refused, or none, test nothing.
        Assert.InRange(report.Taken, report.Inputs / 50, report.Inputs - 1);
    }

    [Theory]
    [MemberData(nameof(Finds))]
    public void Run_InputThatFoundAFault_BreaksNoPromiseAnyMore(string name, string file)
    {
        string path = SeedDirectory.Finds(name).Single(path => Path.GetFileName(path) == file);
        FuzzTargets.Find(name)!.Run(File.ReadAllBytes(path), isThorough: true); // it is one of them
    }

    [Fact]
    public void GuardedKernel_HasEveryCommandAndTheStreamMakesEach()
    {
        string[] commands = [.. typeof(IBpf).GetMethods().Where(static method => !method.IsSpecialName).Select(static method => method.Name).Distinct().Order(StringComparer.Ordinal)];

        // A body of the interface would hide the kernel's own.
        Assert.All(commands, name => Assert.NotNull(typeof(GuardedKernel).GetMethod(name)));
        Assert.Equal(commands, CommandStream.CommandNames.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Loop_OfATargetThatBreaksPromises_TellsThem()
    {
        FuzzReport report = FuzzLoop.Run(new Careless(), 500, TimeSpan.FromHours(1));

        Assert.Equal(2, report.Faults.Count);
        Assert.Contains(report.Faults, static fault => fault.Exception is IndexOutOfRangeException);
        Assert.Contains(report.Faults, static fault => fault.Exception is FuzzFaultException);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Fence_WrittenOver_Tells(int beyond)
    {
        byte[] buffer = new byte[8];
        FuzzFaultException fault = Assert.Throws<FuzzFaultException>(() =>
        {
            Fenced room = new(buffer);
            // What a copy too long does.
            System.Runtime.CompilerServices.Unsafe.Add(ref System.Runtime.InteropServices.MemoryMarshal.GetReference(room.Inside), beyond < 0 ? beyond : buffer.Length + beyond) = 1;
            room.Close();
        });
        Assert.Contains("past its ends", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>Targets that work in a directory of their own give it back at the end.</summary>
    public sealed class Workshop : IDisposable
    {
        public void Dispose()
        {
            foreach (IDisposable target in FuzzTargets.All.OfType<IDisposable>()) target.Dispose();
        }
    }

    private sealed class Careless : FuzzTarget
    {
        public override string Name => "careless";

        public override IReadOnlyList<byte[]> Seeds => [new byte[32]];

        public override int InputsInTest => 0;

        public override bool Run(byte[] input, bool isThorough)
        {
            if (input.Length < 32) _ = input[31];
            return input[0] == 0 ? true : throw new FuzzFaultException("the first byte is not 0");
        }
    }
}

using System.Text;
using Nbpf.Isa;
using Nbpf.Runtime.Tests.Rewrite;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Runtime.Tests.ProgramTypes;

/// <summary>One program on both kernels, test-run side by side. Differences are collected and reported together.</summary>
internal sealed class Pair : IDisposable
{
    private readonly BpfRuntime ours = new(new BpfRuntimeOptions { CpuCount = 2 });
    private readonly IBpf linux;
    private readonly int ourProgram;
    private readonly int linuxProgram;
    private readonly List<string> differences = [];

    public Pair(ProgramType type, Instruction[] program, ProgramFlags flags = ProgramFlags.None)
        : this(type, _ => program, flags)
    {
    }

    public Pair(ProgramType type, Func<IBpf, Instruction[]> program, ProgramFlags flags = ProgramFlags.None)
    {
        Assert.SkipUnless(LinuxOracle.IsReference(out string reason), reason);
        linux = LinuxOracle.Open();
        ourProgram = Load(ours, type, program(ours), flags);
        linuxProgram = Load(linux, type, program(linux), flags);
    }

    /// <summary>Runs the program on both kernels with arguments of their own.</summary>
    public void Compare(string what, Func<ProgTestRunArguments> arguments)
    {
        string expected = Run(linux, linuxProgram, arguments()), actual = Run(ours, ourProgram, arguments());
        if (expected != actual)
        {
            differences.Add($"{what}:\n  Linux {expected}\n  ours  {actual}");
        }
    }

    public void Dispose()
    {
        linux?.Dispose();
        ours.Dispose();
        Assert.True(differences.Count == 0, string.Join('\n', differences.Take(12)));
    }

    private static int Load(IBpf kernel, ProgramType type, Instruction[] program, ProgramFlags flags)
    {
        SysResult result = LinuxOracle.Load(kernel, ProgramDump.Attributes(type, program) with { Flags = flags }, out string log);
        Assert.False(result.IsError, $"{result}\n{log}");
        return result.Value;
    }

    private static string Run(IBpf kernel, int program, ProgTestRunArguments arguments)
    {
        SysResult result = kernel.ProgTestRun(program, arguments);
        StringBuilder text = new(result.IsError ? result.Errno.ToString() : "ok");
        if (!result.IsError || result.Errno == Errno.ENOSPC)
        {
            text.Append($" r0 {arguments.ReturnValue:x} data {arguments.DataSizeOut} ctx {arguments.ContextSizeOut}");
            text.Append($" [{Convert.ToHexString(arguments.DataOut.Span)}] [{Convert.ToHexString(arguments.ContextOut.Span)}]");
            text.Append($" in [{Convert.ToHexString(arguments.ContextIn.Span)}]");
        }

        return text.ToString();
    }
}

using System.Collections.Concurrent;
using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Nbpf.Syscall;
using Nbpf.Testing;

namespace Nbpf.Differential.Programs;

/// <summary>
/// Linux without CAP_PERFMON: it refuses programs that let addresses out or read stack that was never written. What such programs
/// do depends on where things lie, so their runs on two kernels cannot be compared.
/// </summary>
internal sealed partial class AddressOracle : IDisposable
{
    private const uint CapabilityVersion3 = 0x20080522;
    private const int SystemAdministration = 21;
    private const int PerformanceMonitoring = 38;

    private readonly BlockingCollection<(Func<IBpf, string> Load, TaskCompletionSource<string> Message)> questions = [];
    private readonly Thread thread;
    private TestKernel? kernel;

    public AddressOracle()
    {
        // Capabilities belong to threads: this one gives its own up for good.
        thread = new(Serve) { IsBackground = true, Name = nameof(AddressOracle) };
        thread.Start();
    }

    /// <summary>Whether what a program does depends on addresses or on stack that it did not write.</summary>
    public bool DependsOnAddresses(RandomProgram program) => RefusesForLeaks(linux =>
    {
        kernel ??= new TestKernel(linux);
        Verdict verdict = kernel.Load(program, out int fd);
        if (fd >= 0) kernel.Close(fd);
        return verdict.Message;
    });

    /// <summary>The same of an object's program; a program that Linux refuses here for another reason does not.</summary>
    public bool DependsOnAddresses(ObjectSpec spec, ProgramSpec program) => RefusesForLeaks(linux =>
    {
        try
        {
            using BpfObject loaded = BpfObject.Load(linux, spec, new BpfLoadOptions { ProgramFilter = candidate => candidate == program });
            return "";
        }
        catch (BpfException refusal)
        {
            return refusal.Message;
        }
    });

    private bool RefusesForLeaks(Func<IBpf, string> load)
    {
        TaskCompletionSource<string> message = new(TaskCreationOptions.RunContinuationsAsynchronously);
        questions.Add((load, message));
        return Leak().IsMatch(message.Task.GetAwaiter().GetResult());
    }

    public void Dispose()
    {
        questions.CompleteAdding();
        thread.Join();
        questions.Dispose();
    }

    private void Serve()
    {
        IBpf? linux = null;
        foreach ((Func<IBpf, string> load, TaskCompletionSource<string> message) in questions.GetConsumingEnumerable())
        {
            try
            {
                linux ??= OpenWithoutPerformanceMonitoring();
                message.SetResult(load(linux));
            }
            catch (Exception failure) when (failure is Win32Exception or BpfException or Xunit.Sdk.XunitException)
            {
                message.SetException(failure);
            }
        }

        kernel?.Dispose();
        linux?.Dispose();
    }

    private static IBpf OpenWithoutPerformanceMonitoring()
    {
        CapabilityHeader header = new() { Version = CapabilityVersion3 };
        CapabilityWords[] words = new CapabilityWords[2];
        if (capget(ref header, words) != 0) throw new Win32Exception();
        words[0] = words[0] with { Effective = words[0].Effective & ~(1u << SystemAdministration) };
        words[1] = words[1] with { Effective = words[1].Effective & ~(1u << (PerformanceMonitoring - 32)) };
        return capset(ref header, words) == 0 ? LinuxOracle.Open() : throw new Win32Exception();
    }

    // What Linux says only to those who may not see addresses (kernel/bpf/verifier.c, allow_ptr_leaks and allow_uninit_stack).
    [GeneratedRegex("leaks addr|pointer comparison prohibited|pointer arithmetic (with .* operator )?prohibited|bitwise operator|partial copy of pointer|corrupt spilled pointer"
        + "|pointer .* pointer prohibited|invalid (variable-offset )?(indirect )?read from stack|invalid .*stack R\\d|prohibited for !root|has pointer with unsupported alu")]
    private static partial Regex Leak();

    [DllImport("libc", SetLastError = true)]
    private static extern int capget(ref CapabilityHeader header, [In, Out] CapabilityWords[] words);

    [DllImport("libc", SetLastError = true)]
    private static extern int capset(ref CapabilityHeader header, [In] CapabilityWords[] words);

    /// <summary>struct __user_cap_header_struct (include/uapi/linux/capability.h); process 0 is the calling thread.</summary>
    private struct CapabilityHeader
    {
        public uint Version;
        public int Process;
    }

    /// <summary>struct __user_cap_data_struct, of which version 3 has two.</summary>
    private readonly record struct CapabilityWords(uint Effective, uint Permitted, uint Inheritable);
}

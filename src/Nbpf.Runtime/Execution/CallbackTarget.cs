using System.Runtime.InteropServices;

namespace Nbpf.Runtime.Execution;

/// <summary>
/// What a program's callback pointer (BPF_PSEUDO_FUNC) points at: how helpers such as <c>bpf_loop</c> enter the subprogram. Each call
/// gets its own stack frame. Lives as long as its executable.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct CallbackTarget
{
    /// <summary>The subprogram: <c>r0 = Entry(run, r1, r2, r3, r4, r5, handle)</c>, its tail calls followed.</summary>
    public delegate*<RunFrame*, ulong, ulong, ulong, ulong, ulong, nint, ulong> Entry;

    /// <summary>What to pass to <see cref="Entry"/> as its last argument.</summary>
    public nint Handle;

    /// <summary>Calls the subprogram that a callback register names.</summary>
    /// <param name="callback">The register's value: the address of a target.</param>
    /// <param name="run">The run's frame.</param>
    /// <param name="r1">First argument.</param>
    /// <param name="r2">Second argument.</param>
    /// <param name="r3">Third argument.</param>
    /// <param name="r4">Fourth argument.</param>
    /// <param name="r5">Fifth argument.</param>
    /// <returns>r0</returns>
    public static ulong Invoke(ulong callback, RunFrame* run, ulong r1, ulong r2 = 0, ulong r3 = 0, ulong r4 = 0, ulong r5 = 0)
    {
        // SAFETY: the verifier proved the register to hold a callback of this program, which is alive during its run.
        CallbackTarget* target = (CallbackTarget*)callback;
        return target->Entry(run, r1, r2, r3, r4, r5, target->Handle);
    }
}

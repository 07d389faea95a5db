using Nbpf.Runtime.Code;
using Nbpf.Runtime.Execution;
using Nbpf.Syscall;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary>One helper: its prototype, its behaviour, its registration. One subclass per helper, listed in <see cref="HelperCatalog"/>.</summary>
public abstract class Helper
{
    /// <summary>What the verifier knows of it.</summary>
    public abstract HelperPrototype Prototype { get; }

    /// <summary>Adds the helper's function, or one per variant, to a kernel's table.</summary>
    /// <param name="functions">The table.</param>
    internal abstract void Register(KernelFunctionTable functions);

    /// <summary>The name of the function that programs of a type call: dumps print it, and it is Linux's symbol, which is not always the helper's name.</summary>
    /// <param name="type">The calling program's type.</param>
    internal virtual string FunctionNameFor(ProgramType type) => Prototype.Name;

    /// <summary>Writes the call out where the helper is a few instructions that need no call.</summary>
    /// <param name="cpuNumberAddress">Per-CPU address of each CPU's number.</param>
    /// <param name="code">Receives the code.</param>
    /// <returns>False when it has to be called.</returns>
    internal virtual bool TryWriteInline(ulong cpuNumberAddress, CodeBuffer code) => false;

    /// <summary>An error as a helper returns it in r0: negated and sign-extended.</summary>
    /// <param name="errno">The error.</param>
    private protected static ulong Error(Errno errno) => unchecked((ulong)-(long)errno);
}

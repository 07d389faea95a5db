using System.Diagnostics.CodeAnalysis;
using System.Reflection.Emit;
using Nbpf.Runtime.Execution;

namespace Nbpf.Runtime.Compile;

/// <summary>A program as machine code.</summary>
internal sealed unsafe class CompiledProgram : Executable
{
    private readonly delegate*<RunFrame*, void*, nint, ulong> entry;

    [SuppressMessage("CodeQuality", "IDE0052", Justification = "Keeps the machine code and the callbacks' targets alive: addresses alone do not.")]
    private readonly object[] kept;

    /// <summary>Compiles the methods.</summary>
    /// <param name="methods">The subprograms' methods, bodies complete; the first is the main program.</param>
    /// <param name="callbacks">Its callbacks.</param>
    public CompiledProgram(DynamicMethod[] methods, CompiledCallbacks callbacks)
    {
        for (int i = 1; i < methods.Length; i++) MethodEntry.Prepare(methods[i]);
        callbacks.Bind();
        // SAFETY: the first method was made with the entry's signature.
        entry = (delegate*<RunFrame*, void*, nint, ulong>)MethodEntry.Prepare(methods[0]);
        kept = [methods, callbacks];
    }

    /// <inheritdoc/>
    public override delegate*<RunFrame*, void*, nint, ulong> Entry => entry;

    /// <inheritdoc/>
    public override nint Handle => 0;

    /// <inheritdoc/>
    /// <remarks>The code itself goes when nothing refers to this object any more.</remarks>
    public override void Dispose()
    {
    }
}

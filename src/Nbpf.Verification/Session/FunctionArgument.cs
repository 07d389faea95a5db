namespace Nbpf.Verification.Session;

/// <summary>What a global function's parameter takes.</summary>
internal enum FunctionArgumentKind
{
    /// <summary>A number.</summary>
    Number,

    /// <summary>The program's context.</summary>
    Context,

    /// <summary>Memory of known size.</summary>
    Memory,
}

/// <summary>One parameter of a function, from BTF.</summary>
/// <param name="Kind">What it takes.</param>
/// <param name="SizeBytes">For memory: its size.</param>
/// <param name="MayBeNull">For memory: NULL may be passed.</param>
internal readonly record struct FunctionArgument(FunctionArgumentKind Kind, int SizeBytes = 0, bool MayBeNull = false);

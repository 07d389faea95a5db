namespace Nbpf.Differential.Programs;

/// <summary>What a generated function is called with, and how it is verified.</summary>
internal enum FunctionKind
{
    /// <summary>Static: context, a small number, a pointer into the caller's stack.</summary>
    Static,

    /// <summary>bpf_loop's: round, a pointer into the caller's stack.</summary>
    Callback,

    /// <summary>Global: two numbers.</summary>
    GlobalNumbers,

    /// <summary>Global: memory of <see cref="TestKernel.MemoryBytes"/> bytes or NULL, a number.</summary>
    GlobalMemory,

    /// <summary>As <see cref="Static"/>: writes its caller's slot, or leaves before it does.</summary>
    Leaving,

    /// <summary>As <see cref="Callback"/>, with one of two answers.</summary>
    Answering,
}

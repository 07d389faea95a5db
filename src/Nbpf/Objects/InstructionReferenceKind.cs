namespace Nbpf;

/// <summary>What an instruction needs from outside before the program can be loaded.</summary>
public enum InstructionReferenceKind
{
    /// <summary>A map's file descriptor in a 64-bit immediate load.</summary>
    Map,

    /// <summary>An address in a map's first value; the offset is in the load's second immediate already.</summary>
    MapValue,

    /// <summary>A call of a subprogram of the same program; resolved already.</summary>
    SubprogramCall,

    /// <summary>The address of a subprogram of the same program; resolved already.</summary>
    SubprogramAddress,

    /// <summary>The address of a kernel variable or function (<c>__ksym</c>).</summary>
    KernelSymbol,

    /// <summary>A call of a kernel function (<c>__ksym</c>).</summary>
    KernelFunction,

    /// <summary>The address of a kernel configuration value (<c>__kconfig</c>); the offset in the map <c>.kconfig</c> is in the load's second immediate already.</summary>
    KernelConfiguration,
}

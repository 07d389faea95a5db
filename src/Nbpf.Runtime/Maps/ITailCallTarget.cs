using Nbpf.Runtime.Execution;

namespace Nbpf.Runtime.Maps;

/// <summary>A program that a program array can hold. The kernel object of kind program implements it.</summary>
public unsafe interface ITailCallTarget
{
    /// <summary>How to enter it: native memory that lives as long as the object, a grace period after its last reference included.</summary>
    TailCallTarget* NativeTarget { get; }

    /// <summary>What decides whether it may stand in an array with others.</summary>
    TailCallSignature Signature { get; }
}

using Nbpf.Runtime.Execution;

namespace Nbpf.Runtime.Interpreter;

/// <summary>An atomic change of memory that gives the value before it.</summary>
internal interface IAtomicUpdate
{
    /// <summary>Changes 8 bytes.</summary>
    static abstract ulong Update64(ulong address, ulong value);

    /// <summary>Changes 4 bytes.</summary>
    static abstract uint Update32(ulong address, uint value);
}

internal readonly struct AtomicAdd : IAtomicUpdate
{
    public static ulong Update64(ulong address, ulong value) => AtomicMemory.Add64(address, value);

    public static uint Update32(ulong address, uint value) => AtomicMemory.Add32(address, value);
}

internal readonly struct AtomicOr : IAtomicUpdate
{
    public static ulong Update64(ulong address, ulong value) => AtomicMemory.Or64(address, value);

    public static uint Update32(ulong address, uint value) => AtomicMemory.Or32(address, value);
}

internal readonly struct AtomicAnd : IAtomicUpdate
{
    public static ulong Update64(ulong address, ulong value) => AtomicMemory.And64(address, value);

    public static uint Update32(ulong address, uint value) => AtomicMemory.And32(address, value);
}

internal readonly struct AtomicXor : IAtomicUpdate
{
    public static ulong Update64(ulong address, ulong value) => AtomicMemory.Xor64(address, value);

    public static uint Update32(ulong address, uint value) => AtomicMemory.Xor32(address, value);
}

internal readonly struct AtomicExchange : IAtomicUpdate
{
    public static ulong Update64(ulong address, ulong value) => AtomicMemory.Exchange64(address, value);

    public static uint Update32(ulong address, uint value) => AtomicMemory.Exchange32(address, value);
}

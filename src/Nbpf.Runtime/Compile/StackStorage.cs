using System.Runtime.InteropServices;
using Nbpf.Isa;
using Nbpf.Runtime.Rewrite;

namespace Nbpf.Runtime.Compile;

/// <summary>
/// The types of the local that holds a compiled subprogram's BPF stack, one per size. A struct local lets the JIT compiler address slots
/// relative to its own frame, which an allocated block would not.
/// </summary>
internal static class StackStorage
{
    /// <summary>The smallest type that holds the stack.</summary>
    /// <param name="depthBytes">Bytes of stack used, at most <see cref="LoopCode.LargestStackBytes"/>.</param>
    public static Type TypeFor(int depthBytes) => depthBytes switch
    {
        <= 16 => typeof(Bytes16),
        <= 32 => typeof(Bytes32),
        <= 64 => typeof(Bytes64),
        <= 96 => typeof(Bytes96),
        <= 128 => typeof(Bytes128),
        <= 192 => typeof(Bytes192),
        <= 256 => typeof(Bytes256),
        <= 384 => typeof(Bytes384),
        <= Register.StackSizeBytes => typeof(Bytes512),
        <= LoopCode.LargestStackBytes => typeof(BytesOfTheLargest),
        _ => throw new System.Diagnostics.UnreachableException($"a stack of {depthBytes} bytes"),
    };

    [StructLayout(LayoutKind.Sequential, Size = 16)]
    private struct Bytes16
    {
        public ulong First;
    }

    [StructLayout(LayoutKind.Sequential, Size = 32)]
    private struct Bytes32
    {
        public ulong First;
    }

    [StructLayout(LayoutKind.Sequential, Size = 64)]
    private struct Bytes64
    {
        public ulong First;
    }

    [StructLayout(LayoutKind.Sequential, Size = 96)]
    private struct Bytes96
    {
        public ulong First;
    }

    [StructLayout(LayoutKind.Sequential, Size = 128)]
    private struct Bytes128
    {
        public ulong First;
    }

    [StructLayout(LayoutKind.Sequential, Size = 192)]
    private struct Bytes192
    {
        public ulong First;
    }

    [StructLayout(LayoutKind.Sequential, Size = 256)]
    private struct Bytes256
    {
        public ulong First;
    }

    [StructLayout(LayoutKind.Sequential, Size = 384)]
    private struct Bytes384
    {
        public ulong First;
    }

    [StructLayout(LayoutKind.Sequential, Size = 512)]
    private struct Bytes512
    {
        public ulong First;
    }

    [StructLayout(LayoutKind.Sequential, Size = LoopCode.LargestStackBytes)]
    private struct BytesOfTheLargest
    {
        public ulong First;
    }
}

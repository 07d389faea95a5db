using System.Runtime.CompilerServices;

namespace Nbpf.Runtime.Interpreter;

/// <summary>How many bytes a load or store moves and how a load extends them (RFC 9669 §5).</summary>
internal interface IMemoryWidth
{
    /// <summary>Bytes moved.</summary>
    static abstract int SizeBytes { get; }

    /// <summary>Loads, extended to 64 bits.</summary>
    static abstract ulong Read(ulong address);

    /// <summary>Stores the low bits.</summary>
    static abstract void Write(ulong address, ulong value);
}

// SAFETY (all widths): the verifier proved the addresses that programs access; the checked interpreter tests them before.

internal readonly unsafe struct UnsignedByte : IMemoryWidth
{
    public static int SizeBytes => sizeof(byte);

    public static ulong Read(ulong address) => *(byte*)address;

    public static void Write(ulong address, ulong value) => *(byte*)address = (byte)value;
}

internal readonly unsafe struct UnsignedHalfWord : IMemoryWidth
{
    public static int SizeBytes => sizeof(ushort);

    public static ulong Read(ulong address) => Unsafe.ReadUnaligned<ushort>((void*)address);

    public static void Write(ulong address, ulong value) => Unsafe.WriteUnaligned((void*)address, (ushort)value);
}

internal readonly unsafe struct UnsignedWord : IMemoryWidth
{
    public static int SizeBytes => sizeof(uint);

    public static ulong Read(ulong address) => Unsafe.ReadUnaligned<uint>((void*)address);

    public static void Write(ulong address, ulong value) => Unsafe.WriteUnaligned((void*)address, (uint)value);
}

internal readonly unsafe struct DoubleWord : IMemoryWidth
{
    public static int SizeBytes => sizeof(ulong);

    public static ulong Read(ulong address) => Unsafe.ReadUnaligned<ulong>((void*)address);

    public static void Write(ulong address, ulong value) => Unsafe.WriteUnaligned((void*)address, value);
}

internal readonly unsafe struct SignedByte : IMemoryWidth
{
    public static int SizeBytes => sizeof(sbyte);

    public static ulong Read(ulong address) => (ulong)*(sbyte*)address;

    public static void Write(ulong address, ulong value) => UnsignedByte.Write(address, value);
}

internal readonly unsafe struct SignedHalfWord : IMemoryWidth
{
    public static int SizeBytes => sizeof(short);

    public static ulong Read(ulong address) => (ulong)Unsafe.ReadUnaligned<short>((void*)address);

    public static void Write(ulong address, ulong value) => UnsignedHalfWord.Write(address, value);
}

internal readonly unsafe struct SignedWord : IMemoryWidth
{
    public static int SizeBytes => sizeof(int);

    public static ulong Read(ulong address) => (ulong)Unsafe.ReadUnaligned<int>((void*)address);

    public static void Write(ulong address, ulong value) => UnsignedWord.Write(address, value);
}

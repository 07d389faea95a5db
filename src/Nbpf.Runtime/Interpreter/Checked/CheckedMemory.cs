namespace Nbpf.Runtime.Interpreter.Checked;

/// <summary>What a checked program must be told of the memory outside its stack.</summary>
internal abstract unsafe class CheckedMemory
{
    /// <summary>Grows when memory is freed: until then, what was alive is alive.</summary>
    public abstract ulong FreeCount { get; }

    /// <summary>Whether bytes lie in one block of memory that is not freed.</summary>
    /// <param name="address">The first.</param>
    /// <param name="lengthBytes">How many.</param>
    public abstract bool IsAlive(ulong address, ulong lengthBytes);

    /// <summary>Whether two addresses lie in one block of memory that is not freed.</summary>
    /// <param name="first">One.</param>
    /// <param name="second">The other.</param>
    public abstract bool AreInOneBlock(ulong first, ulong second);

    /// <summary>Whether an address lies in memory that was freed not long ago.</summary>
    /// <param name="address">The address.</param>
    public abstract bool IsFreed(ulong address);

    /// <summary>The bytes of a context that the program itself may touch; none where every access is converted.</summary>
    /// <param name="context">The native context.</param>
    /// <param name="access">Receives what it may do with them.</param>
    public abstract int ContextBytes(void* context, out RegionAccess access);
}

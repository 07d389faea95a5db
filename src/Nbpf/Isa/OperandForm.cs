namespace Nbpf.Isa;

/// <summary>Which operands an instruction form has, in the kernel's notation.</summary>
public enum OperandForm
{
    /// <summary><c>dst OP= imm</c></summary>
    AluImmediate,

    /// <summary><c>dst OP= src</c></summary>
    AluRegister,

    /// <summary><c>dst = -dst</c></summary>
    AluUnary,

    /// <summary><c>dst = (s8)src</c></summary>
    MoveSignExtend,

    /// <summary><c>dst = addr_space_cast(src, to, from)</c></summary>
    AddressSpaceCast,

    /// <summary><c>dst = be16 dst</c></summary>
    ByteSwap,

    /// <summary><c>if dst OP imm goto pc+K</c></summary>
    JumpImmediate,

    /// <summary><c>if dst OP src goto pc+K</c></summary>
    JumpRegister,

    /// <summary><c>goto pc+K</c></summary>
    Jump,

    /// <summary><c>gotol pc+K</c></summary>
    JumpLong,

    /// <summary><c>may_goto pc+K</c></summary>
    MayGoto,

    /// <summary><c>call NAME#NUMBER</c></summary>
    CallHelper,

    /// <summary><c>call pc+K</c></summary>
    CallSubprogram,

    /// <summary><c>call kernel-function#ID</c></summary>
    CallKernelFunction,

    /// <summary><c>exit</c></summary>
    Exit,

    /// <summary><c>dst = *(u32 *)(src +K)</c></summary>
    Load,

    /// <summary><c>*(u32 *)(dst +K) = imm</c></summary>
    StoreImmediate,

    /// <summary><c>*(u32 *)(dst +K) = src</c></summary>
    Store,

    /// <summary><c>lock *(u32 *)(dst +K) OP= src</c></summary>
    Atomic,

    /// <summary><c>src = atomic_fetch_OP((u32 *)(dst +K), src)</c>, exchanges included</summary>
    AtomicFetch,

    /// <summary><c>dst = load_acquire((u32 *)(src +K))</c></summary>
    LoadAcquire,

    /// <summary><c>store_release((u32 *)(dst +K), src)</c></summary>
    StoreRelease,

    /// <summary><c>dst = imm64</c> in two slots, the meaning chosen by the source field</summary>
    LoadImmediate64,

    /// <summary><c>r0 = *(u32 *)skb[K]</c></summary>
    LoadPacketAbsolute,

    /// <summary><c>r0 = *(u32 *)skb[src + K]</c></summary>
    LoadPacketIndirect,
}

namespace Nbpf.Isa;

/// <summary>
/// Builds single instructions (RFC 9669); 64-bit immediate loads come as two slots. Registers are numbers 0–10,
/// memory offsets bytes, jump offsets slots from the following one.
/// </summary>
public static class Instructions
{
    private const byte SourceRegister = 0x08;

    /// <summary><c>dst OP= src</c> on 64 bits.</summary>
    /// <param name="operation">Any operation but <see cref="AluOperation.Neg"/> and <see cref="AluOperation.End"/>.</param>
    /// <param name="destination">Destination register.</param>
    /// <param name="source">Source register.</param>
    public static Instruction Alu64(AluOperation operation, byte destination, byte source) =>
        new((byte)((byte)InstructionClass.Alu64 | SourceRegister | (byte)operation), destination, source, 0, 0);

    /// <summary><c>dst OP= imm</c> on 64 bits, the immediate sign-extended.</summary>
    /// <param name="operation">Any operation but <see cref="AluOperation.Neg"/> and <see cref="AluOperation.End"/>.</param>
    /// <param name="destination">Destination register.</param>
    /// <param name="immediate">Immediate.</param>
    public static Instruction Alu64Imm(AluOperation operation, byte destination, int immediate) =>
        new((byte)((byte)InstructionClass.Alu64 | (byte)operation), destination, 0, 0, immediate);

    /// <summary><c>wdst OP= wsrc</c> on 32 bits.</summary>
    /// <param name="operation">Any operation but <see cref="AluOperation.Neg"/> and <see cref="AluOperation.End"/>.</param>
    /// <param name="destination">Destination register.</param>
    /// <param name="source">Source register.</param>
    public static Instruction Alu32(AluOperation operation, byte destination, byte source) =>
        new((byte)((byte)InstructionClass.Alu | SourceRegister | (byte)operation), destination, source, 0, 0);

    /// <summary><c>wdst OP= imm</c> on 32 bits.</summary>
    /// <param name="operation">Any operation but <see cref="AluOperation.Neg"/> and <see cref="AluOperation.End"/>.</param>
    /// <param name="destination">Destination register.</param>
    /// <param name="immediate">Immediate.</param>
    public static Instruction Alu32Imm(AluOperation operation, byte destination, int immediate) =>
        new((byte)((byte)InstructionClass.Alu | (byte)operation), destination, 0, 0, immediate);

    /// <summary>The signed form of a division or modulo (<c>s/=</c>, <c>s%=</c>).</summary>
    /// <param name="division">A <see cref="AluOperation.Div"/> or <see cref="AluOperation.Mod"/> instruction.</param>
    public static Instruction Signed(Instruction division) => division with { Offset = 1 };

    /// <summary><c>dst = src</c></summary>
    /// <param name="destination">Destination register.</param>
    /// <param name="source">Source register.</param>
    public static Instruction Mov(byte destination, byte source) => Alu64(AluOperation.Mov, destination, source);

    /// <summary><c>dst = imm</c>, sign-extended to 64 bits.</summary>
    /// <param name="destination">Destination register.</param>
    /// <param name="immediate">Immediate.</param>
    public static Instruction MovImm(byte destination, int immediate) => Alu64Imm(AluOperation.Mov, destination, immediate);

    /// <summary><c>wdst = wsrc</c></summary>
    /// <param name="destination">Destination register.</param>
    /// <param name="source">Source register.</param>
    public static Instruction Mov32(byte destination, byte source) => Alu32(AluOperation.Mov, destination, source);

    /// <summary><c>wdst = imm</c>, zero-extended to 64 bits.</summary>
    /// <param name="destination">Destination register.</param>
    /// <param name="immediate">Immediate.</param>
    public static Instruction Mov32Imm(byte destination, int immediate) => Alu32Imm(AluOperation.Mov, destination, immediate);

    /// <summary><c>dst = (s8|s16|s32)src</c></summary>
    /// <param name="destination">Destination register.</param>
    /// <param name="source">Source register.</param>
    /// <param name="widthBits">8, 16 or 32.</param>
    public static Instruction MovSignExtend(byte destination, byte source, short widthBits) => Mov(destination, source) with { Offset = widthBits };

    /// <summary><c>wdst = (s8|s16)wsrc</c></summary>
    /// <param name="destination">Destination register.</param>
    /// <param name="source">Source register.</param>
    /// <param name="widthBits">8 or 16.</param>
    public static Instruction Mov32SignExtend(byte destination, byte source, short widthBits) => Mov32(destination, source) with { Offset = widthBits };

    /// <summary><c>dst = -dst</c></summary>
    /// <param name="destination">Register.</param>
    public static Instruction Neg(byte destination) => Alu64Imm(AluOperation.Neg, destination, 0);

    /// <summary><c>wdst = -wdst</c></summary>
    /// <param name="destination">Register.</param>
    public static Instruction Neg32(byte destination) => Alu32Imm(AluOperation.Neg, destination, 0);

    /// <summary><c>dst = bswapN dst</c></summary>
    /// <param name="destination">Register.</param>
    /// <param name="widthBits">16, 32 or 64.</param>
    public static Instruction ByteSwap(byte destination, int widthBits) => Alu64Imm(AluOperation.End, destination, widthBits);

    /// <summary><c>dst = beN dst</c></summary>
    /// <param name="destination">Register.</param>
    /// <param name="widthBits">16, 32 or 64.</param>
    public static Instruction ToBigEndian(byte destination, int widthBits) => Alu32(AluOperation.End, destination, 0) with { Immediate = widthBits };

    /// <summary><c>dst = leN dst</c></summary>
    /// <param name="destination">Register.</param>
    /// <param name="widthBits">16, 32 or 64.</param>
    public static Instruction ToLittleEndian(byte destination, int widthBits) => Alu32Imm(AluOperation.End, destination, widthBits);

    /// <summary><c>dst = *(uN *)(src + offset)</c></summary>
    /// <param name="size">Access width.</param>
    /// <param name="destination">Register that receives the value.</param>
    /// <param name="source">Register that holds the address.</param>
    /// <param name="offset">Offset in bytes.</param>
    public static Instruction Load(MemorySize size, byte destination, byte source, short offset) =>
        Memory(InstructionClass.Ldx, MemoryMode.Memory, size, destination, source, offset, 0);

    /// <summary><c>dst = *(sN *)(src + offset)</c></summary>
    /// <param name="size">Access width, not 8 bytes.</param>
    /// <param name="destination">Register that receives the value.</param>
    /// <param name="source">Register that holds the address.</param>
    /// <param name="offset">Offset in bytes.</param>
    public static Instruction LoadSignExtend(MemorySize size, byte destination, byte source, short offset) =>
        Memory(InstructionClass.Ldx, MemoryMode.MemorySignExtend, size, destination, source, offset, 0);

    /// <summary><c>*(uN *)(dst + offset) = src</c></summary>
    /// <param name="size">Access width.</param>
    /// <param name="destination">Register that holds the address.</param>
    /// <param name="offset">Offset in bytes.</param>
    /// <param name="source">Register to store.</param>
    public static Instruction Store(MemorySize size, byte destination, short offset, byte source) =>
        Memory(InstructionClass.Stx, MemoryMode.Memory, size, destination, source, offset, 0);

    /// <summary><c>*(uN *)(dst + offset) = imm</c>, sign-extended when 8 bytes wide.</summary>
    /// <param name="size">Access width.</param>
    /// <param name="destination">Register that holds the address.</param>
    /// <param name="offset">Offset in bytes.</param>
    /// <param name="immediate">Immediate.</param>
    public static Instruction StoreImm(MemorySize size, byte destination, short offset, int immediate) =>
        Memory(InstructionClass.St, MemoryMode.Memory, size, destination, 0, offset, immediate);

    /// <summary>An atomic operation on <c>*(uN *)(dst + offset)</c>; for <see cref="AtomicOperation.LoadAcquire"/> see <see cref="LoadAcquire"/>.</summary>
    /// <param name="operation">The operation, <see cref="AtomicOperation.Fetch"/> added for the fetching forms.</param>
    /// <param name="size">4 or 8 bytes.</param>
    /// <param name="destination">Register that holds the address.</param>
    /// <param name="offset">Offset in bytes.</param>
    /// <param name="source">The operand, which receives the old value in fetching forms.</param>
    public static Instruction Atomic(AtomicOperation operation, MemorySize size, byte destination, short offset, byte source) =>
        Memory(InstructionClass.Stx, MemoryMode.Atomic, size, destination, source, offset, (int)operation);

    /// <summary><c>dst = load_acquire((uN *)(src + offset))</c></summary>
    /// <param name="size">Access width.</param>
    /// <param name="destination">Register that receives the value.</param>
    /// <param name="source">Register that holds the address.</param>
    /// <param name="offset">Offset in bytes.</param>
    public static Instruction LoadAcquire(MemorySize size, byte destination, byte source, short offset) =>
        Memory(InstructionClass.Stx, MemoryMode.Atomic, size, destination, source, offset, (int)AtomicOperation.LoadAcquire);

    /// <summary><c>store_release((uN *)(dst + offset), src)</c></summary>
    /// <param name="size">Access width.</param>
    /// <param name="destination">Register that holds the address.</param>
    /// <param name="offset">Offset in bytes.</param>
    /// <param name="source">Register to store.</param>
    public static Instruction StoreRelease(MemorySize size, byte destination, short offset, byte source) =>
        Atomic(AtomicOperation.StoreRelease, size, destination, offset, source);

    /// <summary>Legacy packet load <c>r0 = *(uN *)skb[imm]</c>.</summary>
    /// <param name="size">Access width, not 8 bytes.</param>
    /// <param name="immediate">Offset in the packet.</param>
    public static Instruction LoadPacketAbsolute(MemorySize size, int immediate) =>
        Memory(InstructionClass.Ld, MemoryMode.Absolute, size, 0, 0, 0, immediate);

    /// <summary>Legacy packet load <c>r0 = *(uN *)skb[src + imm]</c>.</summary>
    /// <param name="size">Access width, not 8 bytes.</param>
    /// <param name="source">Register with an offset in the packet.</param>
    /// <param name="immediate">Added to it.</param>
    public static Instruction LoadPacketIndirect(MemorySize size, byte source, int immediate) =>
        Memory(InstructionClass.Ld, MemoryMode.Indirect, size, 0, source, 0, immediate);

    /// <summary>A 64-bit immediate load of any kind, in two slots.</summary>
    /// <param name="destination">Destination register.</param>
    /// <param name="kind">A value of <see cref="PseudoImmediate"/>.</param>
    /// <param name="low">Immediate of the first slot.</param>
    /// <param name="high">Immediate of the second slot.</param>
    public static Instruction[] LoadImm64(byte destination, byte kind, int low, int high) =>
        [new(Opcodes.LoadImmediate64, destination, kind, 0, low), new(0, 0, 0, 0, high)];

    /// <summary><c>dst = imm64</c>, in two slots.</summary>
    /// <param name="destination">Destination register.</param>
    /// <param name="value">The constant.</param>
    public static Instruction[] LoadImm64(byte destination, ulong value) =>
        LoadImm64(destination, PseudoImmediate.Constant, (int)value, (int)(value >> 32));

    /// <summary>Load of a map by file descriptor, in two slots.</summary>
    /// <param name="destination">Destination register.</param>
    /// <param name="fd">The map's file descriptor.</param>
    public static Instruction[] LoadMapFd(byte destination, int fd) => LoadImm64(destination, PseudoImmediate.MapFd, fd, 0);

    /// <summary>Load of an address inside a map's first value, in two slots.</summary>
    /// <param name="destination">Destination register.</param>
    /// <param name="fd">The map's file descriptor.</param>
    /// <param name="valueOffset">Offset in the value in bytes.</param>
    public static Instruction[] LoadMapValue(byte destination, int fd, int valueOffset) => LoadImm64(destination, PseudoImmediate.MapValue, fd, valueOffset);

    /// <summary>Load of a subprogram's address (for callbacks), in two slots.</summary>
    /// <param name="destination">Destination register.</param>
    /// <param name="offset">Slots from the slot after the first one to the subprogram.</param>
    public static Instruction[] LoadFunction(byte destination, int offset) => LoadImm64(destination, PseudoImmediate.Function, offset, 0);

    /// <summary><c>goto +offset</c></summary>
    /// <param name="offset">Slots from the following one.</param>
    public static Instruction Jump(short offset) => new(Opcodes.Jump, 0, 0, offset, 0);

    /// <summary><c>gotol +offset</c></summary>
    /// <param name="offset">Slots from the following one.</param>
    public static Instruction JumpLong(int offset) => new(Opcodes.JumpLong, 0, 0, 0, offset);

    /// <summary><c>may_goto +offset</c></summary>
    /// <param name="offset">Slots from the following one.</param>
    public static Instruction MayGoto(short offset) => new(Opcodes.MayGoto, 0, 0, offset, 0);

    /// <summary><c>if dst OP src goto +offset</c> on 64 bits.</summary>
    /// <param name="operation">A condition.</param>
    /// <param name="destination">Left register.</param>
    /// <param name="source">Right register.</param>
    /// <param name="offset">Slots from the following one.</param>
    public static Instruction JumpIf(JumpOperation operation, byte destination, byte source, short offset) =>
        new((byte)((byte)InstructionClass.Jmp | SourceRegister | (byte)operation), destination, source, offset, 0);

    /// <summary><c>if dst OP imm goto +offset</c> on 64 bits, the immediate sign-extended.</summary>
    /// <param name="operation">A condition.</param>
    /// <param name="destination">Left register.</param>
    /// <param name="immediate">Right operand.</param>
    /// <param name="offset">Slots from the following one.</param>
    public static Instruction JumpIfImm(JumpOperation operation, byte destination, int immediate, short offset) =>
        new((byte)((byte)InstructionClass.Jmp | (byte)operation), destination, 0, offset, immediate);

    /// <summary><c>if wdst OP wsrc goto +offset</c> on 32 bits.</summary>
    /// <param name="operation">A condition.</param>
    /// <param name="destination">Left register.</param>
    /// <param name="source">Right register.</param>
    /// <param name="offset">Slots from the following one.</param>
    public static Instruction Jump32If(JumpOperation operation, byte destination, byte source, short offset) =>
        new((byte)((byte)InstructionClass.Jmp32 | SourceRegister | (byte)operation), destination, source, offset, 0);

    /// <summary><c>if wdst OP imm goto +offset</c> on 32 bits.</summary>
    /// <param name="operation">A condition.</param>
    /// <param name="destination">Left register.</param>
    /// <param name="immediate">Right operand.</param>
    /// <param name="offset">Slots from the following one.</param>
    public static Instruction Jump32IfImm(JumpOperation operation, byte destination, int immediate, short offset) =>
        new((byte)((byte)InstructionClass.Jmp32 | (byte)operation), destination, 0, offset, immediate);

    /// <summary>Call of a helper.</summary>
    /// <param name="helper">The helper.</param>
    public static Instruction Call(HelperId helper) => Call((int)helper);

    /// <summary>Call of a helper by number.</summary>
    /// <param name="helper">Helper number.</param>
    public static Instruction Call(int helper) => new(Opcodes.Call, 0, PseudoCall.Helper, 0, helper);

    /// <summary>Call of a subprogram.</summary>
    /// <param name="offset">Slots from the following one to the subprogram.</param>
    public static Instruction CallSubprogram(int offset) => new(Opcodes.Call, 0, PseudoCall.Subprogram, 0, offset);

    /// <summary>Call of a kernel function.</summary>
    /// <param name="btfId">BTF id of the function.</param>
    /// <param name="btfFdIndex">Index of its BTF object in the load's fd array; 0: the kernel's own.</param>
    public static Instruction CallKernelFunction(int btfId, short btfFdIndex = 0) => new(Opcodes.Call, 0, PseudoCall.KernelFunction, btfFdIndex, btfId);

    /// <summary><c>exit</c></summary>
    public static Instruction Exit() => new(Opcodes.Exit, 0, 0, 0, 0);

    private static Instruction Memory(InstructionClass instructionClass, MemoryMode mode, MemorySize size, byte destination, byte source, short offset, int immediate) =>
        new((byte)((byte)instructionClass | (byte)mode | (byte)size), destination, source, offset, immediate);
}

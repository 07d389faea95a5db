using Nbpf.Isa;
using Nbpf.Runtime.Code;
using Nbpf.Runtime.Helpers;
using Nbpf.Syscall;
using Nbpf.Verification;

namespace Nbpf.Runtime.Rewrite;

/// <summary>bpf_loop with a known callback and no flags becomes a loop around a direct call; r6–r8 are saved below the subprogram's stack (inline_bpf_loop in Linux).</summary>
internal static class LoopCode
{
    /// <summary>The most stack that a subprogram has in an xlated program: what programs may use, and the registers that such loops save below it.</summary>
    public const int LargestStackBytes = Register.StackSizeBytes + SavedRegisterBytes;

    private const int SavedRegisterBytes = 3 * sizeof(ulong);

    private const byte Limit = 6;
    private const byte Counter = 7;
    private const byte CallbackContext = 8;

    /// <summary>Where a subprogram's stack ends with the saved registers in it.</summary>
    /// <param name="subprogram">The subprogram.</param>
    public static int StackDepthWithSavedRegisters(in VerifiedSubprogram subprogram) => (subprogram.StackDepthBytes + 7) / 8 * 8 + SavedRegisterBytes;

    /// <summary>Writes the loop in place of the call.</summary>
    /// <param name="callback">Original slot of the callback.</param>
    /// <param name="stackDepthBytes">The subprogram's stack, the saved registers included.</param>
    /// <param name="code">Receives the code.</param>
    public static void Write(int callback, int stackDepthBytes, CodeBuffer code)
    {
        const byte r0 = 0, r1 = 1, r2 = 2, r3 = 3;
        code.Add(Instructions.JumpIfImm(JumpOperation.LessOrEqual, r1, Loop.MaximumIterations, 2));
        code.Add(Instructions.Mov32Imm(r0, -(int)Errno.E2BIG));
        code.Add(Instructions.Jump(16));
        for (byte register = Limit; register <= CallbackContext; register++)
        {
            code.Store(MemorySize.DoubleWord, Register.FramePointer, SlotOf(register, stackDepthBytes), register);
        }

        code.Add(Instructions.Mov(Limit, r1));
        code.Add(Instructions.Mov32Imm(Counter, 0));
        code.Add(Instructions.Mov(CallbackContext, r3));
        code.Add(Instructions.JumpIf(JumpOperation.GreaterOrEqual, Counter, Limit, 5));
        code.Add(Instructions.Mov(r1, Counter));
        code.Add(Instructions.Mov(r2, CallbackContext));
        code.Add(new CodeSlot(Instructions.CallSubprogram(0), callback));
        code.Add(Instructions.Alu64Imm(AluOperation.Add, Counter, 1));
        code.Add(Instructions.JumpIfImm(JumpOperation.Equal, r0, 0, -6));
        code.Add(Instructions.Mov(r0, Counter));
        for (byte register = Limit; register <= CallbackContext; register++)
        {
            code.Load(MemorySize.DoubleWord, register, Register.FramePointer, SlotOf(register, stackDepthBytes));
        }
    }

    private static int SlotOf(byte register, int stackDepthBytes) => (register - Limit) * sizeof(ulong) - stackDepthBytes;
}

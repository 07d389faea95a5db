using Nbpf.Isa;
using Nbpf.Runtime.Code;
using Nbpf.Runtime.Execution;

namespace Nbpf.Runtime.Rewrite;

/// <summary><c>ld_abs</c> and <c>ld_ind</c> become calls that leave the program with 0 where the packet is too short (gen_ld_abs in Linux).</summary>
internal static class LegacyPacketLoadCode
{
    private const byte ContextRegister = 6;

    /// <summary>Writes the call in place of the load.</summary>
    /// <param name="load">The load.</param>
    /// <param name="functions">The kernel's functions.</param>
    /// <param name="code">Receives the code.</param>
    public static void Write(in Instruction load, KernelFunctionTable functions, CodeBuffer code)
    {
        const byte r0 = 0, r1 = 1, r2 = 2;
        if (load.MemoryMode == MemoryMode.Absolute)
        {
            code.Add(Instructions.MovImm(r2, load.Immediate));
        }
        else
        {
            code.Add(Instructions.Mov(r2, load.Source));
            if (load.Immediate != 0)
            {
                code.Add(Instructions.Alu64Imm(AluOperation.Add, r2, load.Immediate));
            }
        }

        code.Add(Instructions.Mov(r1, ContextRegister));
        code.Add(Instructions.Call(functions.Find(LegacyPacketLoads.NameFor(load.MemorySize))!.Number));
        code.Add(Instructions.JumpIfImm(JumpOperation.SignedGreaterOrEqual, r0, 0, 2));
        code.Add(Instructions.Alu32(AluOperation.Xor, r0, r0));
        code.Add(Instructions.Exit());
    }
}

using Nbpf.Isa;
using Nbpf.Runtime.Code;
using Nbpf.Runtime.ProgramTypes;

namespace Nbpf.Runtime.Rewrite;

/// <summary>
/// An access of the context as users see it becomes one of the kernel's own structure. A load of a part of a field becomes the load of the
/// whole and a shift and mask (convert_ctx_accesses in Linux 6.18).
/// </summary>
internal static class ContextAccess
{
    /// <summary>Writes the code in place of a load or store of the context.</summary>
    /// <param name="type">The program's type.</param>
    /// <param name="conversion">How the program's accesses are converted.</param>
    /// <param name="access">The load or store.</param>
    /// <param name="code">Receives the code.</param>
    public static void Write(KernelProgramType type, IContextConversion conversion, in Instruction access, CodeBuffer code)
    {
        bool isWrite = access.Class is InstructionClass.St or InstructionClass.Stx;
        int size = access.MemorySizeBytes;
        int fieldBytes = type.NarrowableFieldBytes(access.Offset);
        bool isNarrow = !isWrite && size < fieldBytes;
        int within = access.Offset & (fieldBytes - 1);
        Instruction whole = isNarrow ? Instructions.Load(MemorySize.Word, access.Destination, access.Source, checked((short)(access.Offset - within))) : access;
        int targetBytes = conversion.Write(whole, isWrite, code);
        if (isNarrow && size < targetBytes)
        {
            if (within != 0)
            {
                code.Add(Instructions.Alu32Imm(AluOperation.Rsh, access.Destination, within * 8));
            }

            code.Add(Instructions.Alu32Imm(AluOperation.And, access.Destination, checked((int)((1L << (size * 8)) - 1))));
        }

        if (access.MemoryMode == MemoryMode.MemorySignExtend)
        {
            code.Add(Instructions.MovSignExtend(access.Destination, access.Destination, checked((short)(size * 8))));
        }
    }
}

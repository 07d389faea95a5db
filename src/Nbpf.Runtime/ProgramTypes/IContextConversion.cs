using Nbpf.Isa;
using Nbpf.Runtime.Code;

namespace Nbpf.Runtime.ProgramTypes;

/// <summary>How one program's accesses of the context that users see become accesses of the structure that programs get (convert_ctx_access in Linux).</summary>
internal interface IContextConversion
{
    /// <summary>Writes the code in place of a whole load or a store of the context.</summary>
    /// <param name="access">The load or store.</param>
    /// <param name="isWrite">True for a store.</param>
    /// <param name="code">Receives the code.</param>
    /// <returns>How many bytes of the loaded register the kernel's field has.</returns>
    int Write(in Instruction access, bool isWrite, CodeBuffer code);
}

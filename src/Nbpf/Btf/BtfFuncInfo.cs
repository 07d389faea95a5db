namespace Nbpf;

/// <summary>Which function starts at an instruction (struct bpf_func_info).</summary>
/// <param name="InstructionIndex">The function's first instruction, in slots: from the section's start in an object file, from the program's start in a program.</param>
/// <param name="TypeId">The FUNC.</param>
public readonly record struct BtfFuncInfo(uint InstructionIndex, uint TypeId)
{
    /// <summary>Size of the record in bytes.</summary>
    public const int SizeBytes = 8;
}

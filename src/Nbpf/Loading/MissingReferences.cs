using Nbpf.CoRe;
using Nbpf.Isa;

namespace Nbpf.Loading;

/// <summary>
/// Instructions whose target does not exist. Code may refer to what a kernel or an object does not have as long as no path gets
/// there, so such an instruction becomes a call of a helper that no kernel has, its number telling what was meant: the verifier
/// refuses it where it is reachable. The numbers are libbpf's, so that programs and their tags are the same.
/// </summary>
internal static class MissingReferences
{
    private const int Map = 2_001_000_000;
    private const int Function = 2_002_000_000;
    private const int MaxIndex = 999_999;

    /// <summary>The call that stands for either half of the load of a map that was not created.</summary>
    /// <param name="index">The map's place in its object.</param>
    internal static Instruction MapLoad(int index) => Call(Map + index);

    /// <summary>The call that stands for the call of a weak kernel function that does not exist.</summary>
    /// <param name="index">The function's place among its object's externs.</param>
    internal static Instruction FunctionCall(int index) => Call(Function + index);

    /// <summary>Says what a missing reference means, in libbpf's words.</summary>
    /// <param name="spec">The object.</param>
    /// <param name="program">The program.</param>
    /// <param name="helper">The number that was called.</param>
    /// <param name="instructionIndex">The call, in slots.</param>
    /// <returns>What the call stands for and why it does not exist; null when it is a call like others.</returns>
    internal static (string Instruction, string Reason)? Explain(ObjectSpec spec, ProgramSpec program, int helper, int instructionIndex)
    {
        switch (helper)
        {
            case CoreInstructions.MissingTarget:
                BtfCoreRelocation relocation = program.CoreRelocations.FirstOrDefault(relocation => relocation.InstructionIndex == instructionIndex);
                return relocation.AccessString is null ? null
                    : ("<invalid CO-RE relocation>", $"failed to resolve CO-RE relocation {CoreRelocator.Describe(spec.Btf!, relocation)}");
            case >= Map and <= Map + MaxIndex when helper - Map < spec.Maps.Length:
                return ("<invalid BPF map reference>", $"BPF map '{spec.Maps[helper - Map].Name}' is referenced but wasn't created");
            case >= Function and <= Function + MaxIndex when helper - Function < spec.Externs.Length:
                return ("<invalid kfunc call>", $"kfunc '{spec.Externs[helper - Function].Name}' is referenced but wasn't resolved");
            default:
                return null;
        }
    }

    private static Instruction Call(int helper) => new(Opcodes.Call, 0, PseudoCall.Helper, 0, helper);
}

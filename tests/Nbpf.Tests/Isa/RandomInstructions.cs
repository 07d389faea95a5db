using CsCheck;
using Nbpf.Isa;

namespace Nbpf.Tests.Isa;

/// <summary>Random instructions of a given form whose fields obey the form's rules.</summary>
internal static class RandomInstructions
{
    /// <summary>Instructions of the form; 64-bit immediate loads with their second slot.</summary>
    public static Gen<Instruction[]> Of(InstructionForm form)
    {
        Gen<Instruction> slot = Gen.Select(
            Field(form.Destination, Gen.Int[0, 15]),
            Field(form.Source, Gen.Int[0, 15]),
            Field(form.Offset, Gen.Short.Select(s => (int)s)),
            Field(form.Immediate, Gen.Int),
            (destination, source, offset, immediate) => new Instruction(form.Opcode, (byte)destination, (byte)source, (short)offset, immediate));
        if (form.Operands != OperandForm.LoadImmediate64) return slot.Select(s => new[] { s });
        return Gen.Select(slot, Gen.Int, (first, high) => new[] { first, new Instruction(0, 0, 0, 0, HasUpperHalf(form) ? high : 0) });
    }

    /// <summary>One of the values.</summary>
    public static Gen<T> Choice<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static bool HasUpperHalf(InstructionForm form) =>
        form.Name is "lddw" or "lddw_map_value" or "lddw_map_idx_value" or "lddw_btf_id";

    private static Gen<int> Field(FieldRule rule, Gen<int> any) =>
        rule.IsAny ? any : rule.IsRegister ? Gen.Int[0, Register.Count - 1] : Choice([.. rule.Values]);
}

using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Nbpf.Isa;

/// <summary>
/// The instruction set as a table: RFC 9669 with Linux 6.18's additions. Says of a single instruction which form it is
/// and which of its fields are reserved; what a program may do with it is the verifier's matter.
/// </summary>
public static partial class InstructionTable
{
    private static readonly InstructionField[] OperandFields =
        [InstructionField.Destination, InstructionField.Source, InstructionField.Offset, InstructionField.Immediate];

    /// <summary>The forms of an opcode; empty for an unknown one.</summary>
    /// <param name="opcode">The opcode.</param>
    public static ImmutableArray<InstructionForm> Forms(byte opcode) => Index.ByOpcode[opcode];

    /// <summary>Finds the form of an instruction by its opcode and the field that selects among that opcode's forms.</summary>
    /// <param name="instruction">Any instruction.</param>
    /// <param name="form">Receives the row, null when there is none.</param>
    /// <returns>False for an unknown opcode or an unknown value of the selecting field.</returns>
    public static bool TryFind(in Instruction instruction, [NotNullWhen(true)] out InstructionForm? form)
    {
        form = null;
        foreach (InstructionForm candidate in Forms(instruction.Opcode))
        {
            if (!candidate.Matches(instruction)) continue;
            form = candidate;
            return true;
        }

        return false;
    }

    /// <summary>Checks the fields of one slot against the table.</summary>
    /// <param name="instruction">Any instruction; of a 64-bit immediate load the first slot.</param>
    /// <returns>The first field that holds what it must not, in the order opcode, selecting field, destination, source, offset, immediate; null when there is none.</returns>
    public static InstructionFault? Check(in Instruction instruction)
    {
        ImmutableArray<InstructionForm> forms = Forms(instruction.Opcode);
        if (forms.IsEmpty) return new(InstructionField.Opcode, instruction.Opcode, "an opcode of the instruction set");
        if (!TryFind(instruction, out InstructionForm? form))
        {
            InstructionField selector = forms[0].Selector;
            string expected = string.Join(" or ", forms.Select(f => f.Rule(selector).ToString()));
            return new(selector, Value(instruction, selector), expected);
        }

        foreach (InstructionField field in OperandFields)
        {
            int value = Value(instruction, field);
            if (!form.Rule(field).Allows(value)) return new(field, value, form.Rule(field).ToString());
        }

        return null;
    }

    /// <summary>Checks the instruction that starts at a slot, the second slot of a 64-bit immediate load included.</summary>
    /// <param name="program">The program.</param>
    /// <param name="index">Slot index.</param>
    /// <returns>The first fault, or null.</returns>
    public static InstructionFault? Check(ReadOnlySpan<Instruction> program, int index)
    {
        Instruction instruction = program[index];
        InstructionFault? fault = Check(instruction);
        if (fault is not null || !instruction.IsWide) return fault;
        if (index + 1 == program.Length) return new(InstructionField.SecondSlot, -1, "a slot with opcode 0");
        Instruction second = program[index + 1];
        return second == new Instruction(0, 0, 0, 0, second.Immediate) ? null
            : new(InstructionField.SecondSlot, second.Opcode, "opcode, registers and offset 0");
    }

    /// <summary>The value of a field.</summary>
    /// <param name="instruction">The instruction.</param>
    /// <param name="field">The field; 0 for <see cref="InstructionField.None"/> and <see cref="InstructionField.SecondSlot"/>.</param>
    public static int Value(in Instruction instruction, InstructionField field) => field switch
    {
        InstructionField.Opcode => instruction.Opcode,
        InstructionField.Destination => instruction.Destination,
        InstructionField.Source => instruction.Source,
        InstructionField.Offset => instruction.Offset,
        InstructionField.Immediate => instruction.Immediate,
        _ => 0,
    };

    /// <summary>A class of its own, so that <see cref="Rows"/> in the generated part is initialised before.</summary>
    private static class Index
    {
        public static readonly ImmutableArray<ImmutableArray<InstructionForm>> ByOpcode = Group();

        private static ImmutableArray<ImmutableArray<InstructionForm>> Group()
        {
            ILookup<byte, InstructionForm> forms = Rows.ToLookup(r => r.Opcode);
            return [.. Enumerable.Range(0, 256).Select(opcode => forms[(byte)opcode].ToImmutableArray())];
        }
    }
}

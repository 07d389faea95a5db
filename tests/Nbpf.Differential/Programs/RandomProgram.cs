using System.Globalization;
using System.Text;
using Nbpf.Isa;

namespace Nbpf.Differential.Programs;

/// <summary>A generated program; map loads name maps of <see cref="ProgramMaps"/> by number, not by file descriptor.</summary>
/// <param name="Type">Program type.</param>
/// <param name="Code">Its instructions.</param>
/// <param name="Flags">Flags of the load.</param>
/// <param name="Functions">What its functions are, in order, the main program's left out.</param>
/// <param name="IsMutated">It was changed after it was written: it may read stack that it did not write.</param>
internal sealed record RandomProgram(ProgramType Type, Instruction[] Code, ProgramFlags Flags, FunctionKind[] Functions, bool IsMutated)
{
    /// <summary>The code with file descriptors.</summary>
    public Instruction[] Bind(ProgramMaps maps)
    {
        Instruction[] bound = [.. Code];
        for (int i = 0; i < bound.Length; i++)
        {
            if (bound[i].IsWide && bound[i].Source is PseudoImmediate.MapFd or PseudoImmediate.MapValue)
                bound[i] = bound[i] with { Immediate = maps[bound[i].Immediate] };
        }

        return bound;
    }

    /// <summary>Type, flags and functions in a comment, then text that <see cref="Assembler"/> reads; map numbers in place of file descriptors.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"// {Type}, {Flags}, functions {string.Join(' ', Functions)}\n");
        for (int i = 0; i < Code.Length; i += Code[i].IsWide ? 2 : 1)
            text.Append(Disassembler.Format(Code, i, DisassemblySymbols.Assembly)).Append('\n');
        return text.ToString();
    }
}

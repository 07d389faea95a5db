using Nbpf.Differential.Programs;
using Nbpf.Elf;
using Nbpf.Isa;

namespace Nbpf.Differential.Objects;

/// <summary>Real programs with small mistakes: one to three instructions of an object file's code changed in place.</summary>
internal static class ObjectMutation
{
    /// <summary>A changed copy of an object file.</summary>
    /// <param name="random">Chance.</param>
    /// <param name="file">The file.</param>
    /// <param name="name">Its name.</param>
    public static byte[] Apply(Random random, byte[] file, string name)
    {
        byte[] changed = (byte[])file.Clone();
        ElfSection[] sections = [.. ObjectFile.Parse(file, name).Sections.Where(static section => section.IsCode && section.Size > 0)];
        for (int left = random.Next(1, 4); left > 0; left--)
        {
            ElfSection section = sections[random.Next(sections.Length)];
            Span<byte> code = changed.AsSpan((int)section.Offset, (int)section.Size);
            Instruction[] instructions = InstructionStream.Decode(code.ToArray());
            int at = random.Next(instructions.Length);
            bool isSecondSlot = at > 0 && instructions[at - 1].IsWide;
            // What a relocation fills in stays: calls and wide loads.
            if (isSecondSlot || instructions[at].IsWide || instructions[at].IsCall) continue;
            Mutation.Change(random, instructions[at]).Write(code[(at * Instruction.SizeBytes)..]);
        }

        return changed;
    }
}

using System.Security.Cryptography;
using Nbpf.Isa;

namespace Nbpf.Runtime.Rewrite;

/// <summary>
/// The tag of a program: the first 8 bytes of the SHA-256 over its instructions with the map descriptors in 64-bit immediate loads zeroed
/// (bpf_prog_calc_tag; SHA-256 since Linux 6.18).
/// </summary>
public static class ProgramTag
{
    /// <summary>Size of a tag in bytes (BPF_TAG_SIZE).</summary>
    public const int SizeBytes = 8;

    /// <summary>Computes the tag.</summary>
    /// <param name="program">The instructions.</param>
    public static byte[] Compute(ReadOnlySpan<Instruction> program)
    {
        byte[] bytes = new byte[program.Length * Instruction.SizeBytes];
        bool followsMapLoad = false;
        for (int i = 0; i < program.Length; i++)
        {
            Instruction instruction = program[i];
            if (!followsMapLoad && instruction is { IsWide: true, Source: PseudoImmediate.MapFd or PseudoImmediate.MapValue })
            {
                followsMapLoad = true;
                instruction = instruction with { Immediate = 0 };
            }
            else
            {
                if (followsMapLoad && instruction is { Opcode: 0, Destination: 0, Source: 0, Offset: 0 })
                {
                    instruction = instruction with { Immediate = 0 };
                }

                followsMapLoad = false;
            }

            instruction.Write(bytes.AsSpan(i * Instruction.SizeBytes));
        }

        return SHA256.HashData(bytes)[..SizeBytes];
    }
}

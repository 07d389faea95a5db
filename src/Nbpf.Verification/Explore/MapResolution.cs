using Nbpf.Isa;
using Nbpf.Syscall;
using Nbpf.Verification.Session;
using Nbpf.Verification.State;

namespace Nbpf.Verification.Explore;

/// <summary>Finds the maps that 64-bit immediate loads name, and refuses what is no instruction.</summary>
internal static class MapResolution
{
    /// <summary>Goes through the program once.</summary>
    public static bool Run(VerificationSession session)
    {
        Instruction[] program = session.Instructions;
        for (int i = 0; i < program.Length; i++)
        {
            session.Index = i;
            Instruction instruction = program[i];
            if (instruction.Class == InstructionClass.Ldx
                && (instruction.MemoryMode is not (MemoryMode.Memory or MemoryMode.MemorySignExtend) || instruction.Immediate != 0))
            {
                return session.Reject(Errno.EINVAL, "BPF_LDX uses reserved fields", LoadOutcome.Malformed);
            }

            if (instruction.IsWide)
            {
                if (!ResolveImmediate(session, i))
                    return false;
                i++;
            }
            else if (!IsKnown(instruction.Opcode))
            {
                return session.Reject(Errno.EINVAL, $"unknown opcode {instruction.Opcode:x2}", LoadOutcome.Malformed);
            }
            else if (instruction.Opcode == Opcodes.MayGoto)
            {
                return session.Reject(Errno.EINVAL, "may_goto is not supported yet", LoadOutcome.NotModelled);
            }
        }

        session.Maps.AddTemplates();
        return true;
    }

    private static bool IsKnown(byte opcode) => opcode != 0x8d && !InstructionTable.Forms(opcode).IsEmpty;

    private static bool ResolveImmediate(VerificationSession session, int index)
    {
        Instruction[] program = session.Instructions;
        Instruction first = program[index];
        if (index == program.Length - 1)
            return session.Reject(Errno.EINVAL, "invalid bpf_ld_imm64 insn", LoadOutcome.Malformed);
        Instruction second = program[index + 1];
        if (second.Opcode != 0 || second.Destination != 0 || second.Source != 0 || second.Offset != 0)
            return session.Reject(Errno.EINVAL, "invalid bpf_ld_imm64 insn", LoadOutcome.Malformed);

        switch (first.Source)
        {
            case PseudoImmediate.Constant:
            case PseudoImmediate.Function:
                return true;
            case PseudoImmediate.BtfId:
                return session.Reject(Errno.EINVAL, "loading the address of a kernel variable is not supported yet", LoadOutcome.NotModelled);
            case PseudoImmediate.MapFd or PseudoImmediate.MapIndex when second.Immediate == 0:
            case PseudoImmediate.MapValue or PseudoImmediate.MapIndexValue:
                return ResolveMap(session, index, first, second);
            default:
                return session.Reject(Errno.EINVAL, "unrecognized bpf_ld_imm64 insn", LoadOutcome.Malformed);
        }
    }

    private static bool ResolveMap(VerificationSession session, int index, in Instruction first, in Instruction second)
    {
        IMapFacts? map;
        if (first.Source is PseudoImmediate.MapIndex or PseudoImmediate.MapIndexValue)
        {
            Errno errno = session.Request.Maps.ByIndex(first.Immediate, out map);
            if (errno != Errno.None || map is null)
            {
                return session.Reject(errno, errno == Errno.EPROTO
                    ? "fd_idx without fd_array is invalid"
                    : $"fd_idx {first.Immediate} is not pointing to valid bpf_map");
            }
        }
        else
        {
            Errno errno = session.Request.Maps.ByFd(first.Immediate, out map);
            if (errno != Errno.None || map is null)
                return session.Reject(errno, $"fd {first.Immediate} is not pointing to valid bpf_map");
        }

        int number = session.Maps.AddUsed(map);
        if (number < 0)
        {
            return session.Reject(
                Errno.E2BIG, $"The total number of maps per program has reached the limit of {Limits.Maps}");
        }

        if (!CheckProgram(session, map))
            return false;
        if (first.Source is PseudoImmediate.MapValue or PseudoImmediate.MapIndexValue
            && !ResolveValue(session, index, map, (uint)second.Immediate))
        {
            return false;
        }

        session.Annotations[index].MapPlusOne = number + 1;
        return true;
    }

    private static bool ResolveValue(VerificationSession session, int index, IMapFacts map, uint offset)
    {
        if (offset >= Limits.MaxVariableOffset)
            return session.Reject(Errno.EINVAL, $"direct value offset of {offset} is not allowed");
        if (map.Type != MapType.Array)
            return session.Reject(Errno.EINVAL, "no direct value access support for this map type");
        Errno errno = map.CheckDirectValue(offset);
        if (errno != Errno.None)
        {
            return session.Reject(
                errno, $"invalid access to map value pointer, value_size={map.ValueSize} off={offset}");
        }

        session.MapValueOffsets[index] = offset;
        return true;
    }

    private static bool CheckProgram(VerificationSession session, IMapFacts map)
    {
        if (map.Type == MapType.StructOps)
            return session.Reject(Errno.EINVAL, "bpf_struct_ops map cannot be used in prog");
        if (map.Type == MapType.Arena)
            return session.Reject(Errno.EINVAL, "arena maps are not supported yet", LoadOutcome.NotModelled);
        if (!session.IsSleepable)
            return true;
        bool allowed = map.Type is MapType.Hash or MapType.LruHash or MapType.Array or MapType.PerCpuHash or MapType.PerCpuArray
            or MapType.LruPerCpuHash or MapType.ArrayOfMaps or MapType.HashOfMaps or MapType.RingBuf or MapType.UserRingBuf
            or MapType.InodeStorage or MapType.SkStorage or MapType.TaskStorage or MapType.CgrpStorage or MapType.Queue or MapType.Stack;
        return allowed || session.Reject(
            Errno.EINVAL, "Sleepable programs can only use array, hash, ringbuf and local storage maps");
    }
}

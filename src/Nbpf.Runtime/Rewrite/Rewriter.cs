using System.Collections.Immutable;
using System.Diagnostics;
using Nbpf.Isa;
using Nbpf.Runtime.Code;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Helpers;
using Nbpf.Runtime.Maps;
using Nbpf.Runtime.ProgramTypes;
using Nbpf.Verification;

namespace Nbpf.Runtime.Rewrite;

/// <summary>
/// Makes the xlated program out of a verified one, as Linux 6.18 does: loops inlined, dead code removed, words extended, context accesses converted,
/// then calls, divisions and legacy loads. Nothing that one step writes concerns another, so each slot's replacement is found on its own and the code is laid out
/// once, in linear time.
/// </summary>
internal sealed class Rewriter
{
    private readonly HelperCatalog helpers;
    private readonly KernelFunctionTable functions;
    private readonly ulong cpuNumberAddress;

    /// <summary>Makes the rewriter of a kernel.</summary>
    /// <param name="helpers">The kernel's helpers, whose functions are in the table.</param>
    /// <param name="functions">The kernel's functions.</param>
    /// <param name="cpuNumberAddress">Per-CPU address of each CPU's number.</param>
    public Rewriter(HelperCatalog helpers, KernelFunctionTable functions, ulong cpuNumberAddress)
    {
        this.helpers = helpers;
        this.functions = functions;
        this.cpuNumberAddress = cpuNumberAddress;
    }

    /// <summary>Rewrites a program.</summary>
    /// <param name="program">The program.</param>
    /// <param name="type">Its type.</param>
    /// <param name="nameOf">The name of a BTF function by type id.</param>
    /// <param name="xlated">Receives the xlated program, or null.</param>
    /// <returns>Null, or why it cannot be rewritten, as Linux's log says it.</returns>
    public string? Rewrite(VerifiedProgram program, KernelProgramType type, Func<uint, string> nameOf, out XlatedProgram? xlated)
    {
        xlated = null;
        bool[] alive = LiveCode.Find(program, out Instruction[] code);
        int[] subprogramOf = SubprogramOfSlots(program);
        int[] stackDepths = StackDepths(program, alive);
        CallCode calls = new(helpers, functions, type.Type, cpuNumberAddress);
        IContextConversion? conversion = type.ConversionFor(program);
        CodeSlot[]?[] replacements = new CodeSlot[code.Length][];
        CodeBuffer buffer = new();
        WordResults words = new(program);
        for (int i = 0; i < code.Length; i++)
        {
            if (!alive[i])
            {
                continue;
            }

            if (code[i].IsWide)
            {
                WriteWideLoad(code, i, program.Facts[i], alive, replacements);
                i++;
                continue;
            }

            if (code[i].Opcode == Opcodes.MayGoto)
            {
                return $"may_goto at insn {i} is not supported yet";
            }

            buffer.Clear();
            if (TryReplace(program, type, code[i], i, calls, conversion, LoopCallback(program, alive, i), stackDepths[subprogramOf[i]], buffer))
            {
                replacements[i] = buffer.ToArray();
            }
            else if (words.IsExtended(i))
            {
                replacements[i] = [new CodeSlot(code[i]), new CodeSlot(WordResults.Extension)];
            }
        }

        CodeLayout layout = new(code, alive, replacements, Prologue(program, type, calls));
        if (layout.Write(out ImmutableArray<Instruction> instructions, out ImmutableArray<ulong> addresses) is { } refusal)
        {
            return refusal;
        }

        ImmutableArray<XlatedSubprogram> subprograms = Subprograms(program, layout, stackDepths, instructions, nameOf);
        addresses = FillSubprogramAddresses(instructions, addresses);
        xlated = new XlatedProgram(instructions, addresses, subprograms, layout.MoveLines(program.Request.Lines), functions)
        {
            Origins = layout.FindOrigins(),
        };
        return null;
    }

    private bool TryReplace(
        VerifiedProgram program,
        KernelProgramType type,
        in Instruction instruction,
        int i,
        CallCode calls,
        IContextConversion? conversion,
        int loopCallback,
        int stackDepth,
        CodeBuffer code)
    {
        InstructionFacts facts = program.Facts[i];
        if (instruction.IsHelperCall)
        {
            if (loopCallback > 0)
            {
                LoopCode.Write(loopCallback, stackDepth, code);
            }
            else
            {
                calls.Write(instruction, facts, code);
            }

            return true;
        }

        if (instruction is { Class: InstructionClass.Ld, MemoryMode: MemoryMode.Absolute or MemoryMode.Indirect })
        {
            LegacyPacketLoadCode.Write(instruction, functions, code);
            return true;
        }

        if (facts.Pointer == PointerKind.Context && conversion is not null)
        {
            ContextAccess.Write(type, conversion, instruction, code);
            return true;
        }

        return DivisionCode.TryWrite(instruction, code);
    }

    // The callback of a loop to write out, or -1. Where the count is always 0 nobody reaches the callback, and there is nothing to call.
    private static int LoopCallback(VerifiedProgram program, bool[] alive, int i)
    {
        int callback = alive[i] && program.Instructions[i].IsHelperCall ? program.Facts[i].InlineLoopCallback : -1;
        return callback > 0 && alive[callback] ? callback : -1;
    }

    private static void WriteWideLoad(Instruction[] code, int i, in InstructionFacts facts, bool[] alive, CodeSlot[]?[] replacements)
    {
        byte kind = code[i].Source;
        if (kind == PseudoImmediate.Function && !alive[i + 1 + code[i].Immediate])
        {
            // No path ever calls back to it, so it went as dead code: its address is nothing but a number.
            replacements[i] = [new CodeSlot(code[i] with { Source = PseudoImmediate.Constant, Immediate = 0 })];
        }

        if (kind is PseudoImmediate.Constant or PseudoImmediate.Function)
        {
            return;
        }

        if (facts.Map is not KernelMap map)
        {
            throw new UnreachableException($"the 64-bit immediate load at {i} has no map");
        }

        bool isValue = kind is PseudoImmediate.MapValue or PseudoImmediate.MapIndexValue;
        int offset = isValue ? code[i + 1].Immediate : 0;
        byte source = isValue ? PseudoImmediate.MapValue : PseudoImmediate.MapFd;
        ulong address = isValue ? map.DirectValueAddress + (uint)offset : map.DisplayAddress;
        replacements[i] = [new CodeSlot(code[i] with { Source = source, Immediate = (int)map.Id }, Address: address)];
        replacements[i + 1] = [new CodeSlot(code[i + 1] with { Immediate = offset })];
    }

    private static CodeSlot[] Prologue(VerifiedProgram program, KernelProgramType type, CallCode calls)
    {
        CodeBuffer code = new();
        type.WriteEntry(code);
        if (program.WritesPacketDirectly)
        {
            type.WriteDirectWritePrologue(calls.CallOf, code);
        }

        return code.ToArray();
    }

    private static int[] SubprogramOfSlots(VerifiedProgram program)
    {
        int[] numbers = new int[program.Instructions.Length];
        for (int n = 0; n < program.Subprograms.Length; n++)
        {
            VerifiedSubprogram subprogram = program.Subprograms[n];
            numbers.AsSpan(subprogram.Start, subprogram.Length).Fill(n);
        }

        return numbers;
    }

    private static int[] StackDepths(VerifiedProgram program, bool[] alive)
    {
        int[] depths = new int[program.Subprograms.Length];
        for (int n = 0; n < depths.Length; n++)
        {
            VerifiedSubprogram subprogram = program.Subprograms[n];
            depths[n] = subprogram.StackDepthBytes;
            for (int i = subprogram.Start; i < subprogram.Start + subprogram.Length; i++)
            {
                if (LoopCallback(program, alive, i) > 0)
                {
                    depths[n] = LoopCode.StackDepthWithSavedRegisters(subprogram);
                    break;
                }
            }
        }

        return depths;
    }

    private static ImmutableArray<XlatedSubprogram> Subprograms(
        VerifiedProgram program, CodeLayout layout, int[] stackDepths, ImmutableArray<Instruction> instructions, Func<uint, string> nameOf)
    {
        List<(int Start, int Length, int StackDepth, uint TypeId)> kept = [];
        for (int n = 0; n < program.Subprograms.Length; n++)
        {
            VerifiedSubprogram subprogram = program.Subprograms[n];
            int start = layout.StartOf(subprogram.Start);
            int length = layout.StartOf(subprogram.Start + subprogram.Length) - start;
            if (length > 0)
            {
                uint typeId = n < program.Request.Functions.Length ? program.Request.Functions[n].TypeId : 0;
                kept.Add((start, length, stackDepths[n], typeId));
            }
        }

        int[] starts = [.. kept.Select(s => s.Start)];
        return
        [
            .. kept.Select(s => new XlatedSubprogram(
                s.TypeId != 0 ? nameOf(s.TypeId) : "F",
                s.Start,
                s.Length,
                s.StackDepth,
                SubprogramTag(instructions.AsSpan(), s.Start, s.Length, starts)) { BtfTypeId = s.TypeId }),
        ];
    }

    // Linux computes a subprogram's tag while calls in it hold the callee's number and an immediate of 1.
    private static byte[] SubprogramTag(ReadOnlySpan<Instruction> instructions, int start, int length, int[] starts)
    {
        Instruction[] body = instructions.Slice(start, length).ToArray();
        for (int i = 0; i < length; i++)
        {
            if (body[i].IsSubprogramCall)
            {
                int callee = Array.BinarySearch(starts, start + i + 1 + body[i].Immediate);
                body[i] = body[i] with { Offset = checked((short)callee), Immediate = 1 };
            }
            else if (body[i].IsWide)
            {
                i++;
            }
        }

        return ProgramTag.Compute(body);
    }

    private static ImmutableArray<ulong> FillSubprogramAddresses(ImmutableArray<Instruction> instructions, ImmutableArray<ulong> addresses)
    {
        ImmutableArray<ulong>.Builder filled = addresses.ToBuilder();
        for (int i = 0; i < instructions.Length; i++)
        {
            if (!instructions[i].IsWide)
            {
                continue;
            }

            if (instructions[i].Source == PseudoImmediate.Function)
            {
                filled[i] = (ulong)(i + 1 + instructions[i].Immediate);
            }

            i++;
        }

        return filled.ToImmutable();
    }
}

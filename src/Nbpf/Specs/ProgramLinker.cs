using System.Collections.Immutable;
using Nbpf.Isa;

namespace Nbpf.Specs;

/// <summary>
/// Makes a program out of an entry function: appends each subprogram where it is first called, the subprogram's own
/// callees right behind it, as libbpf does, so that instructions and tags are the same; source lines and CO-RE records come along.
/// </summary>
internal sealed class ProgramLinker(string fileName, BtfExt records)
{
    /// <summary>Linux loads programs of at most this many slots (BPF_COMPLEXITY_LIMIT_INSNS, include/linux/bpf_verifier.h).</summary>
    private const int MaxInstructions = 1_000_000;

    /// <summary>Linux's limit of functions in a program (BPF_MAX_SUBPROGS).</summary>
    private const int MaxFunctions = 256;

    /// <summary>Slots that all programs of an object may have together: bounds the memory that hostile input can ask for.</summary>
    private const long MaxInstructionsOfObject = 8_000_000;

    private long _instructionsOfObject;

    internal ProgramSpec Link(CodeFunction entry)
    {
        var program = new Program(this, entry);
        program.Run();
        return program.ToSpec();
    }

    private sealed class Program(ProgramLinker linker, CodeFunction entry)
    {
        private readonly List<Instruction> _instructions = [];
        private readonly Dictionary<CodeFunction, int> _starts = [];
        private readonly List<InstructionReference> _references = [];
        private readonly List<BtfFuncInfo> _functions = [];
        private readonly List<BtfLineInfo> _lines = [];
        private readonly List<BtfCoreRelocation> _coreRelocations = [];
        private bool _hasFunctions = true;
        private bool _hasLines = true;

        internal void Run() => Append(entry);

        // Depth is bounded by MaxFunctions: a function is entered once.
        private void Append(CodeFunction function)
        {
            if (_starts.Count == MaxFunctions) throw Fault(function, $"more than {MaxFunctions} functions");
            if (_instructions.Count + function.Count > MaxInstructions) throw Fault(function, $"more than {MaxInstructions} instructions");
            if ((linker._instructionsOfObject += function.Count) > MaxInstructionsOfObject)
                throw Fault(function, $"the object's programs have more than {MaxInstructionsOfObject} instructions together");
            int start = _instructions.Count;
            _starts.Add(function, start);
            _instructions.AddRange(function.Section.Instructions.AsSpan().Slice(function.Start, function.Count));
            AppendRecords(function, start);
            Resolve(function, start);
        }

        private void Resolve(CodeFunction function, int start)
        {
            CodeSection section = function.Section;
            int next = section.FirstReference(function.Start);
            for (int i = 0; i < function.Count; i++)
            {
                int index = start + i;
                Instruction instruction = _instructions[index];
                if (instruction.IsWide && i + 1 == function.Count) throw Fault(function, $"64-bit load at instruction {i} has no second half");
                if (next < section.References.Length && section.References[next].InstructionIndex == function.Start + i)
                {
                    Apply(function, section.References[next++], index, instruction);
                }
                else if (instruction.IsSubprogramCall)
                {
                    // A call within the section that needs no relocation.
                    CodeFunction target = section.FunctionAt((long)function.Start + i + instruction.Immediate + 1)
                        ?? throw Fault(function, $"call at instruction {i} leads to no function");
                    Call(target, index, instruction);
                }
                else if (instruction.IsWide && instruction.Source == PseudoImmediate.Function)
                {
                    throw Fault(function, $"function address at instruction {i} has no relocation");
                }
                if (instruction.IsWide) i++;
            }
        }

        private void Apply(CodeFunction function, CodeReference reference, int index, Instruction instruction)
        {
            switch (reference.Kind)
            {
                case InstructionReferenceKind.SubprogramCall:
                    Call(reference.TargetSection!.FunctionAt(reference.Offset)!, index, instruction);
                    return;
                case InstructionReferenceKind.SubprogramAddress:
                    CodeFunction target = reference.TargetSection!.FunctionAt(reference.Offset)!;
                    int start = StartOf(target);
                    _instructions[index] = instruction with { Source = PseudoImmediate.Function, Immediate = start - index - 1 };
                    break;
                case InstructionReferenceKind.Map:
                    _instructions[index] = instruction with { Source = PseudoImmediate.MapFd, Immediate = 0 };
                    break;
                case InstructionReferenceKind.MapValue or InstructionReferenceKind.KernelConfiguration:
                    if (reference.Offset is < 0 or > int.MaxValue) throw Fault(function, $"offset {reference.Offset} in '{reference.Name}'");
                    _instructions[index] = instruction with { Source = PseudoImmediate.MapValue, Immediate = 0 };
                    _instructions[index + 1] = _instructions[index + 1] with { Immediate = (int)reference.Offset };
                    break;
                case InstructionReferenceKind.KernelSymbol or InstructionReferenceKind.KernelFunction:
                    break;
            }
            Note(index, reference.Kind, reference.Name, reference.IsWeak);
        }

        private void Call(CodeFunction target, int index, Instruction instruction)
        {
            Note(index, InstructionReferenceKind.SubprogramCall, target.Name, false);
            int start = StartOf(target);
            _instructions[index] = instruction with { Immediate = start - index - 1 };
        }

        private int StartOf(CodeFunction function)
        {
            if (!_starts.ContainsKey(function)) Append(function);
            return _starts[function];
        }

        private void Note(int index, InstructionReferenceKind kind, string name, bool isWeak) =>
            _references.Add(new InstructionReference(index, kind, name, isWeak));

        private void AppendRecords(CodeFunction function, int start)
        {
            int shift = start - function.Start;
            int before = _functions.Count;
            int recordsBefore = _functions.Count + _lines.Count + _coreRelocations.Count;
            foreach (BtfFuncInfo record in InFunction(linker.Functions(function), function, static record => record.InstructionIndex))
                _functions.Add(record with { InstructionIndex = (uint)(record.InstructionIndex + shift) });
            _hasFunctions &= _functions.Count == before + 1 && _functions[^1].InstructionIndex == start;
            before = _lines.Count;
            foreach (BtfLineInfo record in InFunction(linker.Lines(function), function, static record => record.InstructionIndex))
                _lines.Add(record with { InstructionIndex = (uint)(record.InstructionIndex + shift) });
            _hasLines &= _lines.Count > before && _lines[before].InstructionIndex == start;
            foreach (BtfCoreRelocation record in InFunction(linker.CoreRelocations(function), function, static record => record.InstructionIndex))
                _coreRelocations.Add(record with { InstructionIndex = (uint)(record.InstructionIndex + shift) });
            // Records count like instructions: hostile input may have many of one instruction.
            linker._instructionsOfObject += _functions.Count + _lines.Count + _coreRelocations.Count - recordsBefore;
        }

        private static ReadOnlySpan<T> InFunction<T>(ImmutableArray<T> records, CodeFunction function, Func<T, uint> key)
        {
            int first = LowerBound(records, (uint)function.Start, key);
            int end = LowerBound(records, (uint)(function.Start + function.Count), key);
            return records.AsSpan()[first..end];
        }

        private static int LowerBound<T>(ImmutableArray<T> records, uint start, Func<T, uint> key)
        {
            int low = 0, high = records.Length;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (key(records[middle]) < start) low = middle + 1;
                else high = middle;
            }
            return low;
        }

        internal ProgramSpec ToSpec()
        {
            string section = entry.Section.Name;
            bool isAutoloaded = !section.StartsWith('?');
            SectionDefinition? definition = SectionTable.Find(isAutoloaded ? section : section[1..], out string target);
            _references.Sort(static (left, right) => left.InstructionIndex.CompareTo(right.InstructionIndex));
            var flags = ProgramFlags.None;
            if (definition?.Traits.HasFlag(SectionTraits.Sleepable) == true) flags |= ProgramFlags.Sleepable;
            if (definition?.Traits.HasFlag(SectionTraits.XdpFragments) == true) flags |= ProgramFlags.XdpHasFrags;
            return new ProgramSpec
            {
                Name = entry.Name,
                SectionName = section,
                Type = definition?.Type ?? ProgramType.Unspec,
                AttachType = definition?.AttachType ?? 0,
                Flags = flags,
                AttachTarget = target,
                HasKernelTarget = definition?.Traits.HasFlag(SectionTraits.KernelTarget) == true,
                IsAttachTypeOptional = definition?.Traits.HasFlag(SectionTraits.OptionalAttachType) == true,
                IsAutoloaded = isAutoloaded,
                Instructions = [.. _instructions],
                References = [.. _references],
                FuncInfo = _hasFunctions ? [.. _functions] : [],
                LineInfo = _hasFunctions && _hasLines ? [.. _lines] : [],
                CoreRelocations = [.. _coreRelocations],
            };
        }

        private BpfFormatException Fault(CodeFunction function, string message) => new(
            $"{linker.FileName}: program '{entry.Name}', function '{function.Name}': {message}",
            function.Section.FileOffset + ((long)function.Start * Instruction.SizeBytes));
    }

    private string FileName => fileName;

    private ImmutableArray<BtfFuncInfo> Functions(CodeFunction function) => records.Functions.GetValueOrDefault(function.Section.Name, []);

    private ImmutableArray<BtfLineInfo> Lines(CodeFunction function) => records.Lines.GetValueOrDefault(function.Section.Name, []);

    private ImmutableArray<BtfCoreRelocation> CoreRelocations(CodeFunction function) => records.CoreRelocations.GetValueOrDefault(function.Section.Name, []);
}

using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using Nbpf.Isa;
using Nbpf.Syscall;

namespace Nbpf.Loading;

/// <summary>
/// Makes a <see cref="BpfObject"/> of a spec: loads BTF, creates and fills maps, resolves what instructions refer to, loads
/// programs. What it opened is closed again when anything fails.
/// </summary>
internal sealed class ObjectLoader(IBpf kernel, ObjectSpec spec, BpfLoadOptions options) : IDisposable
{
    /// <summary>Linux takes log buffers of at most a quarter of 4 GB; an array of .NET ends at 2 GB.</summary>
    private const int MaxLogSize = 1 << 30;

    /// <summary>
    /// A call of a weak kernel function that does not exist becomes a call of helper number this plus the extern's index, as in
    /// libbpf: the verifier refuses it where it is reachable, and otherwise the program's tag is the same.
    /// </summary>
    private const int MissingFunction = 2_002_000_000;

    private const uint PathLogLevel = 1;
    private const uint StatisticsLogLevel = 4;

    private readonly KernelTypes _types = new(kernel);
    private readonly Dictionary<string, BpfMap> _maps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BpfProgram> _programs = new(StringComparer.Ordinal);
    private readonly HashSet<string> _borrowed = new(StringComparer.Ordinal);
    private BpfHandle? _btf;
    private Dictionary<string, int>? _externs;
    private bool _isHandedOver;

    internal BpfObject Load()
    {
        ProgramSpec[] programs = [.. spec.Programs.Where(options.ProgramFilter ?? (static program => program.IsAutoloaded))];
        foreach (ProgramSpec program in programs) RefuseUnsupported(program);
        LoadBtf();
        CreateMaps();
        foreach (ProgramSpec program in programs) _programs.Add(program.Name, LoadProgram(program));
        FillSlots(static type => type == MapType.ProgramArray, slot => _programs.GetValueOrDefault(slot.TargetName)?.Fd);
        var loaded = new BpfObject(kernel, spec, _btf, _maps.ToImmutableDictionary(), [.. _borrowed], _programs.ToImmutableDictionary());
        _isHandedOver = true;
        return loaded;
    }

    /// <summary>Closes everything that was opened, unless it has become an object.</summary>
    public void Dispose()
    {
        if (_isHandedOver) return;
        foreach (BpfProgram program in _programs.Values) program.Dispose();
        foreach ((string name, BpfMap map) in _maps)
        {
            if (!_borrowed.Contains(name)) map.Dispose();
        }
        _btf?.Dispose();
    }

    private void RefuseUnsupported(ProgramSpec program)
    {
        if (program.Type == ProgramType.Unspec)
            throw new BpfException(Errno.EINVAL, "load program", program.Name, $"section '{program.SectionName}' says no program type");
        if (program.Type is ProgramType.Ext or ProgramType.StructOps)
            throw new BpfException(Errno.EOPNOTSUPP, "load program", program.Name, $"programs of type {program.Type} are not supported yet");
        if (!program.CoreRelocations.IsEmpty)
            throw new BpfException(Errno.EOPNOTSUPP, "load program", program.Name, CoreRelocationText.Describe(spec.Btf!, program.CoreRelocations[0]) + ": not supported yet");
        foreach (InstructionReference reference in program.References)
        {
            string? what = reference switch
            {
                { Kind: InstructionReferenceKind.KernelConfiguration } => "kernel configuration value",
                { Kind: InstructionReferenceKind.KernelSymbol, IsWeak: false } => "kernel symbol",
                { Kind: InstructionReferenceKind.KernelFunction, IsWeak: false } => "kernel function",
                _ => null,
            };
            if (what is not null)
                throw new BpfException(Errno.EOPNOTSUPP, "load program", program.Name, $"instruction {reference.InstructionIndex} needs the {what} '{reference.Name}': not supported yet");
        }
    }

    private void LoadBtf()
    {
        if (spec.Btf is null) return;
        ReadOnlyMemory<byte> bytes = spec.Btf.Bytes;
        SysResult result = WithLog(0, (level, log) =>
        {
            SysResult answer = kernel.BtfLoad(bytes.Span, level, log, out uint needed);
            return (answer, needed);
        }, out string text);
        if (result.IsError) throw new BpfVerifierException(result.Errno, "load BTF of", spec.Name, text);
        _btf = new BpfHandle(kernel, result.Value);
    }

    private void CreateMaps()
    {
        var creation = new MapCreation(kernel, _btf?.Fd ?? 0);
        foreach (MapSpec map in spec.Maps)
        {
            if (options.MapReplacements?.TryGetValue(map.Name, out BpfMap? replacement) == true)
            {
                _maps.Add(map.Name, replacement);
                _borrowed.Add(map.Name);
                continue;
            }
            if (options.MapFilter?.Invoke(map) == false) continue;
            BpfMap created = creation.Create(map);
            _maps.Add(map.Name, created);
            if (map.IsDataSection) FillData(map, created);
        }
        FillSlots(static type => type is MapType.ArrayOfMaps or MapType.HashOfMaps, slot => _maps.GetValueOrDefault(slot.TargetName)?.Fd);
    }

    private static void FillData(MapSpec spec, BpfMap map)
    {
        if (!spec.Contents.IsEmpty)
        {
            // A section that was replaced by a longer or shorter value is an error of the caller's, told before the kernel does.
            if (spec.Contents.Length != spec.ValueSize)
                throw new BpfException(Errno.EINVAL, "fill map", spec.Name, $"{spec.Contents.Length} bytes of contents for a value of {spec.ValueSize}");
            map.Update(stackalloc byte[4], spec.Contents.Span);
        }
        if (spec.IsFrozen) map.Freeze();
    }

    private void FillSlots(Func<MapType, bool> isFilled, Func<MapSlot, int?> fdOf)
    {
        foreach (MapSpec map in spec.Maps)
        {
            if (!isFilled(map.Type) || _borrowed.Contains(map.Name) || !_maps.TryGetValue(map.Name, out BpfMap? filled)) continue;
            foreach (MapSlot slot in map.Values)
            {
                int fd = fdOf(slot)
                    ?? throw new BpfException(Errno.ENOENT, "fill map", map.Name, $"element {slot.Index}: '{slot.TargetName}' is not loaded");
                uint key = slot.Index;
                SysResult result = kernel.MapUpdateElem(
                    filled.Fd, MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in key)), MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in fd)));
                if (result.IsError) throw new BpfException(result.Errno, "fill map", map.Name, $"element {slot.Index} with '{slot.TargetName}'");
            }
        }
    }

    private BpfProgram LoadProgram(ProgramSpec program)
    {
        bool hasBtf = _btf is not null;
        var attributes = new ProgLoadAttributes
        {
            Type = program.Type,
            Instructions = Resolve(program),
            License = spec.License,
            KernelVersion = spec.KernelVersion,
            Flags = program.Flags,
            Name = KernelName.Of(program.Name),
            ExpectedAttachType = program.AttachType,
            BtfFd = _btf?.Fd ?? 0,
            FuncInfo = hasBtf ? MemoryMarshal.AsBytes(program.FuncInfo.AsSpan()).ToArray() : default,
            LineInfo = hasBtf ? MemoryMarshal.AsBytes(program.LineInfo.AsSpan()).ToArray() : default,
            AttachBtfId = program.HasKernelTarget && program.AttachTarget.Length > 0 ? _types.TargetOf(program) : 0,
        };
        SysResult result = WithLog(options.LogLevel, (level, log) =>
        {
            SysResult answer = kernel.ProgLoad(attributes with { LogLevel = level }, log, out uint needed);
            return (answer, needed);
        }, out string text);
        return result.IsError
            ? throw new BpfVerifierException(result.Errno, "load program", program.Name, text)
            : new BpfProgram(kernel, result.Value, program.Name, program.Type, text);
    }

    private Instruction[] Resolve(ProgramSpec program)
    {
        Instruction[] instructions = [.. program.Instructions];
        foreach (InstructionReference reference in program.References)
        {
            ref Instruction instruction = ref instructions[reference.InstructionIndex];
            switch (reference.Kind)
            {
                case InstructionReferenceKind.Map or InstructionReferenceKind.MapValue:
                    instruction = instruction with { Immediate = CreatedMap(reference.Name, program.Name).Fd };
                    break;
                case InstructionReferenceKind.KernelSymbol:
                    instruction = instruction with { Source = PseudoImmediate.Constant, Immediate = 0 };
                    instructions[reference.InstructionIndex + 1] = default;
                    break;
                case InstructionReferenceKind.KernelFunction:
                    instruction = new Instruction(Opcodes.Call, 0, 0, 0, MissingFunction + ExternIndex(reference.Name));
                    break;
                case InstructionReferenceKind.SubprogramCall or InstructionReferenceKind.SubprogramAddress or InstructionReferenceKind.KernelConfiguration:
                    break;
            }
        }
        return instructions;
    }

    private BpfMap CreatedMap(string name, string programName) => _maps.GetValueOrDefault(name)
        ?? throw new BpfException(Errno.ENOENT, "load program", programName, $"its map '{name}' was not created");

    // libbpf numbers configuration values first, then kernel symbols by name.
    private int ExternIndex(string name)
    {
        if (_externs is null)
        {
            int first = spec.Btf?.TryFind(BtfFixUp.ConfigurationSection, BtfKind.Datasec, out BtfType section) == true ? section.Count : 0;
            _externs = spec.Programs.SelectMany(static program => program.References)
                .Where(static reference => reference.Kind is InstructionReferenceKind.KernelSymbol or InstructionReferenceKind.KernelFunction)
                .Select(static reference => reference.Name).Distinct().Order(StringComparer.Ordinal)
                .Select((symbol, index) => (symbol, index)).ToDictionary(static pair => pair.symbol, pair => first + pair.index, StringComparer.Ordinal);
        }
        return _externs[name];
    }

    private delegate (SysResult Result, uint LogSize) LoggedCommand(uint level, Span<byte> log);

    // Without a log level the first try has no log, which is faster; a failure is asked again for its reasons. So is one with
    // statistics alone: Linux keeps some reasons for those who ask for the path.
    private SysResult WithLog(uint level, LoggedCommand command, out string text)
    {
        text = "";
        if (level == 0)
        {
            (SysResult quick, _) = command(0, []);
            if (!quick.IsError) return quick;
            level = PathLogLevel;
        }

        SysResult result = WithGrowingLog(level, command, out text);
        return result.IsError && level == StatisticsLogLevel ? WithGrowingLog(level | PathLogLevel, command, out text) : result;
    }

    private SysResult WithGrowingLog(uint level, LoggedCommand command, out string text)
    {
        int size = Math.Clamp(options.LogSizeBytes, 128, MaxLogSize);
        while (true)
        {
            var log = new byte[size];
            (SysResult result, uint needed) = command(level, log);
            if (result.Errno == Errno.ENOSPC && size < MaxLogSize)
            {
                size = (int)Math.Min(Math.Max(needed, (uint)size * 2), MaxLogSize);
                continue;
            }
            int end = Array.IndexOf(log, (byte)0);
            text = Encoding.UTF8.GetString(log, 0, end < 0 ? log.Length : end);
            return result;
        }
    }
}

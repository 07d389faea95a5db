using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Nbpf.CoRe;
using Nbpf.Features;
using Nbpf.Isa;
using Nbpf.Syscall;

namespace Nbpf.Loading;

/// <summary>
/// Makes a <see cref="BpfObject"/> of a spec: loads BTF, creates and fills maps, resolves what instructions refer to, loads
/// programs. What it opened is closed again when anything fails.
/// </summary>
internal sealed class ObjectLoader(IBpf kernel, ObjectSpec spec, BpfLoadOptions options) : IDisposable
{
    /// <summary>
    /// A call of a weak kernel function that does not exist becomes a call of helper number this plus the extern's index, as in
    /// libbpf: the verifier refuses it where it is reachable, and otherwise the program's tag is the same.
    /// </summary>
    private const int MissingFunction = 2_002_000_000;

    private readonly KernelTypes _types = new(kernel);
    private readonly Dictionary<string, BpfMap> _maps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BpfProgram> _programs = new(StringComparer.Ordinal);
    private readonly HashSet<string> _borrowed = new(StringComparer.Ordinal);
    private readonly Dictionary<ProgramSpec, Instruction[]> _code = [];
    private readonly LoggedCommand _logged = new(options.LogSizeBytes);
    private MapCreation? _creation;
    private BpfHandle? _btf;
    private bool _hasFunctions;
    private Dictionary<string, int>? _externs;
    private bool _isHandedOver;

    internal BpfObject Load()
    {
        ProgramSpec[] programs = [.. spec.Programs.Where(options.ProgramFilter ?? (static program => program.IsAutoloaded))];
        foreach (ProgramSpec program in programs) RefuseUnsupported(program);
        RelocateTypes(programs);
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
        _types.Dispose();
        if (_isHandedOver) return;
        _creation?.Unpin();
        foreach (BpfProgram program in _programs.Values) program.Dispose();
        foreach ((string name, BpfMap map) in _maps)
        {
            if (!_borrowed.Contains(name)) map.Dispose();
        }
        _btf?.Dispose();
    }

    private static void RefuseUnsupported(ProgramSpec program)
    {
        if (program.Type == ProgramType.Unspec)
            throw new BpfException(Errno.EINVAL, "load program", program.Name, $"section '{program.SectionName}' says no program type");
        if (program.Type == ProgramType.StructOps)
            throw new BpfException(Errno.EOPNOTSUPP, "load program", program.Name, $"programs of type {KernelNames.Of(program.Type)} are not supported yet");
        if (program.Type == ProgramType.Ext && program.AttachProgram is null)
            throw new BpfException(Errno.EINVAL, "load program", program.Name, "it extends a program: say which with ProgramSpec.SetAttachTarget");
        if (program.HasKernelTarget && program.AttachTarget.Length == 0)
            throw new BpfException(Errno.EINVAL, "load program", program.Name, $"section '{program.SectionName}' says no target: say it with ProgramSpec.AttachTarget");
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

    // Before anything is created: what does not fit this kernel costs nothing.
    private void RelocateTypes(ProgramSpec[] programs)
    {
        CoreRelocator? relocator = null;
        foreach (ProgramSpec program in programs)
        {
            Instruction[] code = [.. program.Instructions];
            _code.Add(program, code);
            if (program.CoreRelocations.IsEmpty) continue;
            relocator ??= new CoreRelocator(spec.Btf!, CoreTarget());
            relocator.Relocate(program.Name, code, program.CoreRelocations);
        }
    }

    private CoreTarget CoreTarget()
    {
        if (options.TargetTypes is not null) return new CoreTarget(options.TargetTypes);
        if (_types.CoreTarget is { } target) return target;
        return kernel is IKernelFacts { HasNoTypes: true } ? new CoreTarget(spec.Btf!) : throw new BpfException(
            Errno.EOPNOTSUPP, "relocate", spec.Name, "the kernel has no types (CONFIG_DEBUG_INFO_BTF): give those of a kernel like it in BpfLoadOptions.TargetTypes");
    }

    private void LoadBtf()
    {
        if (spec.Btf is null) return;
        var types = new ObjectTypes(kernel, _logged);
        _btf = types.Load(spec.Btf, spec.Name, spec.Programs.Any(static program => program.Type == ProgramType.StructOps));
        _hasFunctions = _btf is not null && types.Support.HasFlag(KernelBtfSupport.Functions);
    }

    private void CreateMaps()
    {
        _creation = new MapCreation(kernel, _btf?.Fd ?? 0, options.PinRoot);
        foreach (MapSpec map in spec.Maps)
        {
            if (options.MapReplacements?.TryGetValue(map.Name, out BpfMap? replacement) == true)
            {
                _maps.Add(map.Name, replacement);
                _borrowed.Add(map.Name);
                continue;
            }
            if (options.MapFilter?.Invoke(map) == false) continue;
            BpfMap created = _creation.Create(map);
            _maps.Add(map.Name, created);
            if (map.IsDataSection) FillData(map, created);
            // Programs are compiled for the address that the arena has in this process: the verifier asks for it.
            if (map.Type == MapType.Arena) _ = created.Arena;
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
        var attributes = new ProgLoadAttributes
        {
            Type = program.Type,
            Instructions = Resolve(program),
            License = spec.License,
            KernelVersion = spec.KernelVersion == 0 && program.Type == ProgramType.Kprobe && kernel is IKernelFacts facts ? facts.Version : spec.KernelVersion,
            Flags = program.Flags,
            Name = KernelName.Of(program.Name),
            ExpectedAttachType = program.AttachType,
            BtfFd = _hasFunctions ? _btf!.Fd : 0,
            FuncInfo = _hasFunctions ? MemoryMarshal.AsBytes(program.FuncInfo.AsSpan()).ToArray() : default,
            LineInfo = _hasFunctions ? MemoryMarshal.AsBytes(program.LineInfo.AsSpan()).ToArray() : default,
        };
        if (program.AttachProgram is { } target)
            attributes = attributes with { AttachFd = target.Fd, AttachBtfId = AttachTargets.FunctionOf(kernel, target, program) };
        else if (program.HasKernelTarget && program.AttachTarget.Length > 0)
        {
            (uint typeId, int moduleFd) = _types.TargetOf(program);
            attributes = attributes with { AttachBtfId = typeId, AttachFd = moduleFd };
        }
        BpfProgram loaded = new ProgramLoading(kernel, _logged, options.LogLevel).Load(program, attributes);
        BindReadOnlyData(loaded);
        return loaded;
    }

    // So that tools that show a program find the constants of its object, as libbpf does; kernels before 5.10 cannot.
    private void BindReadOnlyData(BpfProgram program)
    {
        foreach (MapSpec map in spec.Maps)
        {
            if (map.IsDataSection && map.IsFrozen && _maps.TryGetValue(map.Name, out BpfMap? constants)) kernel.ProgBindMap(program.Fd, constants.Fd);
        }
    }

    private Instruction[] Resolve(ProgramSpec program)
    {
        Instruction[] instructions = _code[program];
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
}

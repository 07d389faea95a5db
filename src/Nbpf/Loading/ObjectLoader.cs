using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Nbpf.CoRe;
using Nbpf.Features;
using Nbpf.Isa;
using Nbpf.Loading.Externs;
using Nbpf.Specs;
using Nbpf.Syscall;

namespace Nbpf.Loading;

/// <summary>
/// Brings an object into a kernel: loads BTF, creates and fills maps, resolves what instructions refer to, loads
/// programs. What it opened is closed again when anything fails.
/// </summary>
internal sealed class ObjectLoader(IBpf kernel, ObjectSpec spec, BpfLoadOptions options) : IDisposable
{
    private readonly KernelTypes _types = new(kernel);
    private readonly Dictionary<string, BpfMap> _maps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BpfProgram> _programs = new(StringComparer.Ordinal);
    private readonly HashSet<string> _borrowed = new(StringComparer.Ordinal);
    private readonly Dictionary<ProgramSpec, Instruction[]> _code = [];
    private readonly LoggedCommand _logged = new(options.LogSizeBytes);
    private MapCreation? _creation;
    private BpfHandle? _btf;
    private ExternResolver? _externs;
    private bool _hasFunctions;
    private bool _isHandedOver;

    internal LoadedParts Load()
    {
        ProgramSpec[] programs = [.. spec.Programs.Where(options.ProgramFilter ?? (static program => program.IsAutoloaded))];
        foreach (ProgramSpec program in programs) RefuseUnsupported(program);
        RelocateTypes(programs);
        _externs = new ExternResolver(kernel, _types, spec, programs, options.KernelConfiguration);
        LoadBtf();
        CreateMaps();
        foreach (ProgramSpec program in programs) _programs.Add(program.Name, LoadProgram(program));
        FillSlots(static type => type == MapType.ProgramArray, slot => _programs.GetValueOrDefault(slot.TargetName)?.Fd);
        var loaded = new LoadedParts(_btf, _maps.ToImmutableDictionary(), [.. _borrowed], _programs.ToImmutableDictionary());
        _isHandedOver = true;
        return loaded;
    }

    /// <summary>Closes everything that was opened, unless it was handed over.</summary>
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

    private void RefuseUnsupported(ProgramSpec program)
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
            bool isKernels = reference.Kind is InstructionReferenceKind.KernelSymbol or InstructionReferenceKind.KernelFunction;
            if (isKernels && !reference.IsWeak && !spec.Externs.Any(known => known.Name == reference.Name))
                throw new BpfException(Errno.ESRCH, "load program", program.Name, $"instruction {reference.InstructionIndex} refers to '{reference.Name}', which has no BTF: declare it __ksym and compile with -g");
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
            if (map.IsDataSection) FillData(map, created, map.SectionName == BtfFixUp.ConfigurationSection ? _externs!.Configuration : map.Contents);
            // Programs are compiled for the address that the arena has in this process: the verifier asks for it.
            if (map.Type == MapType.Arena) _ = created.Arena;
        }
        FillSlots(static type => type is MapType.ArrayOfMaps or MapType.HashOfMaps, slot => _maps.GetValueOrDefault(slot.TargetName)?.Fd);
    }

    private static void FillData(MapSpec spec, BpfMap map, ReadOnlyMemory<byte> contents)
    {
        if (!contents.IsEmpty)
        {
            // A section that was replaced by a longer or shorter value is an error of the caller's, told before the kernel does.
            if (contents.Length != spec.ValueSize)
                throw new BpfException(Errno.EINVAL, "fill map", spec.Name, $"{contents.Length} bytes of contents for a value of {spec.ValueSize}");
            map.Update(stackalloc byte[4], contents.Span);
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
            FdArray = _externs!.FdArray,
        };
        if (program.AttachProgram is { } target)
            attributes = attributes with { AttachFd = target.Fd, AttachBtfId = AttachTargets.FunctionOf(kernel, target, program) };
        else if (program.HasKernelTarget && program.AttachTarget.Length > 0)
        {
            (uint typeId, int moduleFd) = _types.TargetOf(program);
            attributes = attributes with { AttachBtfId = typeId, AttachFd = moduleFd };
        }
        BpfProgram loaded = new ProgramLoading(kernel, spec, _logged, options.LogLevel).Load(program, attributes);
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
            int index = reference.InstructionIndex;
            switch (reference.Kind)
            {
                case InstructionReferenceKind.Map or InstructionReferenceKind.MapValue:
                    LoadMap(instructions.AsSpan(index, 2), reference.Name);
                    break;
                case InstructionReferenceKind.KernelConfiguration:
                    LoadMap(instructions.AsSpan(index, 2), spec.Maps.First(static map => map.SectionName == BtfFixUp.ConfigurationSection).Name);
                    break;
                case InstructionReferenceKind.KernelSymbol:
                    LoadAddress(instructions.AsSpan(index, 2), _externs!.Find(reference.Name) ?? default);
                    break;
                case InstructionReferenceKind.KernelFunction:
                    instructions[index] = _externs!.Find(reference.Name) is { } found
                        ? instructions[index] with { Source = PseudoCall.KernelFunction, Offset = found.FdIndex, Immediate = (int)found.TypeId }
                        : MissingReferences.FunctionCall(spec.Externs.TakeWhile(known => known.Name != reference.Name).Count());
                    break;
                case InstructionReferenceKind.SubprogramCall or InstructionReferenceKind.SubprogramAddress:
                    break;
            }
        }
        return instructions;
    }

    private void LoadMap(Span<Instruction> load, string name)
    {
        if (_maps.TryGetValue(name, out BpfMap? map)) load[0] = load[0] with { Immediate = map.Fd };
        else load.Fill(MissingReferences.MapLoad(spec.Maps.TakeWhile(candidate => candidate.Name != name).Count()));
    }

    // By its type where the kernel has one for it, so that the verifier knows what is there.
    private static void LoadAddress(Span<Instruction> load, ExternAnswer target)
    {
        bool isTyped = target.TypeId != 0;
        load[0] = load[0] with { Source = isTyped ? PseudoImmediate.BtfId : PseudoImmediate.Constant, Immediate = isTyped ? (int)target.TypeId : (int)target.Address };
        load[1] = load[1] with { Immediate = isTyped ? target.BtfFd : (int)(target.Address >> 32) };
    }
}

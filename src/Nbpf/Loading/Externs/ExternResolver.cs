using System.Runtime.InteropServices;
using Nbpf.CoRe;
using Nbpf.Features;
using Nbpf.Specs;
using Nbpf.Syscall;

namespace Nbpf.Loading.Externs;

/// <summary>
/// Finds what an object's externs stand for in a kernel (bpf_object__resolve_externs, libbpf.c): configuration values from the
/// options' text and then the kernel's, typed symbols in the kernel's and its modules' BTF, the others by address. Only what the
/// programs use that are loaded is asked for.
/// </summary>
internal sealed class ExternResolver
{
    private const string Operation = "resolve extern";
    private const string BuiltPrefix = "CONFIG_";
    private const string DerivedPrefix = "LINUX_";

    private readonly IBpf _kernel;
    private readonly KernelTypes _types;
    private readonly ObjectSpec _spec;
    private readonly Dictionary<string, ExternAnswer> _answers = new(StringComparer.Ordinal);
    private readonly List<int> _fdArray = [];

    /// <summary>Resolves.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="types">Its types.</param>
    /// <param name="spec">The object.</param>
    /// <param name="programs">Those of its programs that will be loaded.</param>
    /// <param name="configuration">Text in the form of a .config file that is looked at before the kernel's own, or null.</param>
    /// <exception cref="BpfException">A strong extern is missing, of another type, or its value does not fit.</exception>
    internal ExternResolver(IBpf kernel, KernelTypes types, ObjectSpec spec, IEnumerable<ProgramSpec> programs, string? configuration)
    {
        _kernel = kernel;
        _types = types;
        _spec = spec;
        HashSet<string> used = [.. programs.SelectMany(static program => program.References).Where(static reference => reference.Kind
            is InstructionReferenceKind.KernelSymbol or InstructionReferenceKind.KernelFunction or InstructionReferenceKind.KernelConfiguration).Select(static reference => reference.Name)];
        ExternSpec[] wanted = [.. spec.Externs.Where(candidate => used.Contains(candidate.Name))];
        Configuration = ResolveConfiguration([.. wanted.Where(static candidate => candidate.Kind == ExternKind.Configuration)], configuration);
        ResolveAddresses([.. wanted.Where(static candidate => candidate is { Kind: ExternKind.Variable, TypeId: 0 })]);
        foreach (ExternSpec typed in wanted.Where(static candidate => candidate is { Kind: not ExternKind.Configuration, TypeId: not 0 })) ResolveTyped(typed);
        if (wanted.FirstOrDefault(candidate => candidate is { Kind: not ExternKind.Configuration, IsWeak: false } && !_answers.ContainsKey(candidate.Name)) is { } missing)
            throw Fault(missing, Errno.ESRCH, $"the kernel has no {(missing.Kind == ExternKind.Function ? "function" : "symbol")} of this name");
    }

    /// <summary>Contents of the map <c>.kconfig</c>; empty when no program uses it.</summary>
    internal ReadOnlyMemory<byte> Configuration { get; }

    /// <summary>The fd_array that calls of modules' functions index; its first entry stands for the kernel itself.</summary>
    internal ReadOnlyMemory<int> FdArray => _fdArray.ToArray();

    /// <summary>Where a kernel symbol is; null for a weak one that the kernel does not have.</summary>
    internal ExternAnswer? Find(string name) => _answers.TryGetValue(name, out ExternAnswer answer) ? answer : null;

    private ReadOnlyMemory<byte> ResolveConfiguration(ExternSpec[] wanted, string? text)
    {
        if (wanted.Length == 0) return default;
        if (wanted.FirstOrDefault(static candidate => !IsBuilt(candidate.Name) && !IsDerived(candidate.Name)) is { } unknown)
            throw Fault(unknown, Errno.EINVAL, "configuration values begin with CONFIG_ or LINUX_");
        ConfigurationVariable[] variables = [.. wanted.Select(candidate => ConfigurationVariable.Of(_spec.Btf!, candidate))];
        var values = new ConfigurationValues(variables, (int)_spec.Maps.Single(static map => map.SectionName == BtfFixUp.ConfigurationSection).ValueSize);
        try
        {
            if (text is not null) values.Take(text, BuiltPrefix, DerivedPrefix);
            foreach (ConfigurationVariable variable in values.Missing.Where(static variable => IsDerived(variable.Name)).ToArray())
            {
                if (DerivedValue(variable.Name) is ulong value) values.SetNumber(variable, value);
            }
            if (values.Missing.Any(static variable => IsBuilt(variable.Name)) && (_kernel as IKernelFacts)?.ReadConfiguration() is { } configuration) values.Take(configuration, BuiltPrefix);
        }
        catch (ConfigurationFaultException fault)
        {
            throw new BpfException(fault.Errno, "read configuration for", _spec.Name, fault.Message);
        }
        foreach (ConfigurationVariable variable in values.Missing)
        {
            ExternSpec missing = wanted.First(candidate => candidate.Name == variable.Name);
            if (!missing.IsWeak) throw Fault(missing, Errno.ESRCH, "the kernel's configuration has no such value; BpfLoadOptions.KernelConfiguration can give one");
        }
        return values.Bytes;
    }

    private static bool IsBuilt(string name) => name.StartsWith(BuiltPrefix, StringComparison.Ordinal);

    private static bool IsDerived(string name) => name.StartsWith(DerivedPrefix, StringComparison.Ordinal);

    // What libbpf derives; other names that begin with LINUX_ may be weak.
    private ulong? DerivedValue(string name) => name switch
    {
        "LINUX_KERNEL_VERSION" => _kernel is IKernelFacts { Version: not 0 and var version } ? version : null,
        "LINUX_HAS_BPF_COOKIE" => KernelFeatures.Of(_kernel).Helper(ProgramType.Tracepoint, HelperId.GetAttachCookie) == Availability.Available ? 1u : 0,
        "LINUX_HAS_SYSCALL_WRAPPER" => HasSystemCallWrapper() ? 1u : 0,
        _ => null,
    };

    // libbpf asks by placing a probe on the function; its symbol tells the same and disturbs nobody.
    private bool HasSystemCallWrapper()
    {
        string? prefix = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => "x64",
            Architecture.X86 => "ia32",
            Architecture.Arm64 => "arm64",
            Architecture.Arm => "arm",
            Architecture.S390x => "s390x",
            Architecture.Ppc64le => "powerpc64",
            Architecture.RiscV64 => "riscv",
            _ => null,
        };
        return prefix is not null && _kernel is IKernelFacts facts && facts.FindSymbols(new HashSet<string> { $"__{prefix}_sys_bpf" }).Count > 0;
    }

    private void ResolveAddresses(ExternSpec[] wanted)
    {
        if (wanted.Length == 0 || _kernel is not IKernelFacts facts) return;
        Dictionary<string, ExternSpec> byName = wanted.ToDictionary(static candidate => candidate.Name, StringComparer.Ordinal);
        foreach (KernelSymbol symbol in facts.FindSymbols(byName.Keys.ToHashSet(StringComparer.Ordinal)))
        {
            if (!_answers.TryAdd(symbol.Name, new ExternAnswer(0, Address: symbol.Address)) && _answers[symbol.Name].Address != symbol.Address)
                throw Fault(byName[symbol.Name], Errno.EINVAL, $"the kernel has several of this name: 0x{_answers[symbol.Name].Address:x} and 0x{symbol.Address:x}");
        }
    }

    private void ResolveTyped(ExternSpec wanted)
    {
        bool isFunction = wanted.Kind == ExternKind.Function;
        // Of functions, not of variables, the flavour does not count.
        string name = isFunction ? CoreName.Essential(wanted.Name) : wanted.Name;
        if (FindTyped(name, isFunction ? BtfKind.Func : BtfKind.Var) is not ({ } found, var module)) return;
        uint local = isFunction ? wanted.TypeId : _spec.Btf!.Resolve(wanted.TypeId).Id;
        uint target = isFunction ? found.TargetId : found.Owner.Resolve(found.TargetId).Id;
        if (!AreCompatible(found.Owner, local, target))
        {
            if (isFunction && wanted.IsWeak) return;
            throw Fault(wanted, Errno.EINVAL, $"declared as {Text(_spec.Btf!, local)}, but {module?.Name ?? "the kernel"} has {Text(found.Owner, target)}");
        }
        _answers.Add(wanted.Name, new ExternAnswer(found.Id, module?.Fd ?? 0, module is null || !isFunction ? (short)0 : IndexOf(wanted, module)));
    }

    private (BtfType? Found, ModuleTypes? Module) FindTyped(string name, BtfKind kind)
    {
        if (_types.Types is not { } types) return default;
        if (types.TryFind(name, kind, out BtfType own)) return (own, null);
        foreach (ModuleTypes module in _types.Modules)
        {
            if (module.Types.TryFind(name, kind, out BtfType found)) return (found, module);
        }
        return default;
    }

    private bool AreCompatible(Btf target, uint localId, uint targetId)
    {
        try
        {
            return new CoreCompatibility(_spec.Btf!, target).AreTypes(localId, targetId);
        }
        catch (CoreFaultException)
        {
            return false;
        }
    }

    private short IndexOf(ExternSpec wanted, ModuleTypes module)
    {
        if (_fdArray.Count == 0) _fdArray.Add(0);
        int index = _fdArray.IndexOf(module.Fd);
        if (index < 0)
        {
            index = _fdArray.Count;
            if (index > short.MaxValue) throw Fault(wanted, Errno.E2BIG, "functions of too many modules");
            _fdArray.Add(module.Fd);
        }
        return (short)index;
    }

    private static string Text(Btf types, uint typeId) => $"'{BtfPrinter.TypeName(types, typeId).TrimEnd()}'";

    private static BpfException Fault(ExternSpec wanted, Errno errno, string message) => new(errno, Operation, wanted.Name, message);
}

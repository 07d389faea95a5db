using Nbpf.CoRe;
using Nbpf.Features;
using Nbpf.Syscall;

namespace Nbpf.Loading;

/// <summary>
/// The types of the kernel that an object is loaded into: its own and those of its modules, read when they are first asked for.
/// Modules' BTF objects stay open until this is disposed, because programs name them by file descriptor.
/// </summary>
internal sealed class KernelTypes(IBpf kernel) : IDisposable
{
    private readonly List<ModuleTypes> _modules = [];
    private bool _wereModulesAsked;

    /// <summary>The kernel's types, read once per kernel; null when it has none, or none that may be read.</summary>
    internal Btf? Types => KernelFeatures.Of(kernel).KernelTypes;

    /// <summary>The types of its modules, split from its own; none where they may not be read.</summary>
    internal IReadOnlyList<ModuleTypes> Modules
    {
        get
        {
            if (_wereModulesAsked || Types is null) return _modules;
            _wereModulesAsked = true;
            foreach ((int fd, BtfInfo info) in KernelObjects())
            {
                var handle = new BpfHandle(kernel, fd);
                if (info.Name == "vmlinux") handle.Dispose();
                else _modules.Add(new ModuleTypes(info, Types, handle));
            }
            return _modules;
        }
    }

    /// <summary>The kernel's types and then its modules' as the target of CO-RE relocations; null when it has none.</summary>
    internal CoreTarget? CoreTarget => Types is null ? null : new CoreTarget(Types, () => [.. Modules.Select(static module => module.Types)]);

    /// <summary>
    /// What a program attaches to: the id of its type (attach_btf_id), and the file descriptor of the module's BTF it belongs to
    /// (attach_btf_obj_fd), 0 for the kernel's own. <c>MODULE:NAME</c> is looked for in that module only.
    /// </summary>
    internal (uint TypeId, int ModuleFd) TargetOf(ProgramSpec program)
    {
        (string prefix, BtfKind kind) = program.AttachType switch
        {
            AttachType.TraceRawTp => ("btf_trace_", BtfKind.Typedef),
            AttachType.LsmMac or AttachType.LsmCgroup => ("bpf_lsm_", BtfKind.Func),
            AttachType.TraceIter => ("bpf_iter_", BtfKind.Func),
            _ => ("", BtfKind.Func),
        };
        int colon = program.AttachTarget.IndexOf(':', StringComparison.Ordinal);
        string? moduleName = colon >= 0 ? program.AttachTarget[..colon] : null;
        string name = prefix + program.AttachTarget[(colon + 1)..];
        Btf types = Types ?? throw new BpfException(Errno.EOPNOTSUPP, "load program", program.Name, WhyNoTarget(program));
        if (moduleName is null or "vmlinux" && types.TryFind(name, kind, out BtfType type)) return (type.Id, 0);
        foreach (ModuleTypes module in Modules)
        {
            // What a module's types go on from is not the module's.
            if ((moduleName is null || module.Name == moduleName) && module.Types.TryFind(name, kind, out type) && type.Id > types.TypeCount) return (type.Id, module.Fd);
        }
        throw new BpfException(Errno.ENOENT, "load program", program.Name, $"{(moduleName is null or "vmlinux" ? "the kernel" : $"module '{moduleName}'")} has no '{name}' to attach to");
    }

    private string WhyNoTarget(ProgramSpec program) => kernel is IKernelFacts { HasNoTypes: true } && FeatureAdvice.ForProgram(kernel, program.Type, program.AttachType) is { } advice
        ? advice
        : "this kernel has no types of its own to attach to (CONFIG_DEBUG_INFO_BTF)";

    /// <summary>Closes the modules' objects.</summary>
    public void Dispose()
    {
        foreach (ModuleTypes module in _modules) module.Dispose();
        _modules.Clear();
    }

    // Open descriptors of the kernel's own objects; closing them is the caller's part. Who may not ask gets none, as with libbpf.
    private IEnumerable<(int Fd, BtfInfo Info)> KernelObjects()
    {
        uint id = 0;
        while (!kernel.ObjGetNextId(BpfObjectKind.Btf, id, out id).IsError)
        {
            SysResult opened = kernel.ObjGetFdById(BpfObjectKind.Btf, id);
            if (opened.Errno == Errno.EPERM) yield break;
            // One that went away in between.
            if (opened.IsError) continue;
            if (!kernel.BtfGetInfo(opened.Value, out BtfInfo? info).IsError && info is { IsKernel: true }) yield return (opened.Value, info);
            else kernel.Close(opened.Value);
        }
    }
}

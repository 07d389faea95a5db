using Nbpf.Syscall;

namespace Nbpf.Loading;

/// <summary>Finds the types of the running kernel's BTF that tracing, LSM and iterator programs attach to.</summary>
internal sealed class KernelTypes(IBpf kernel)
{
    private Btf? _btf;

    /// <summary>The id of what a program attaches to (attach_btf_id).</summary>
    internal uint TargetOf(ProgramSpec program)
    {
        (string prefix, BtfKind kind) = program.AttachType switch
        {
            AttachType.TraceRawTp => ("btf_trace_", BtfKind.Typedef),
            AttachType.LsmMac or AttachType.LsmCgroup => ("bpf_lsm_", BtfKind.Func),
            AttachType.TraceIter => ("bpf_iter_", BtfKind.Func),
            _ => ("", BtfKind.Func),
        };
        string name = prefix + program.AttachTarget;
        return Types(program).TryFind(name, kind, out BtfType type)
            ? type.Id
            : throw new BpfException(Errno.ENOENT, "load program", program.Name, $"the kernel has no '{name}' to attach to");
    }

    private Btf Types(ProgramSpec program)
    {
        if (_btf is not null) return _btf;
        uint id = 0;
        while (!kernel.ObjGetNextId(BpfObjectKind.Btf, id, out id).IsError)
        {
            SysResult opened = kernel.ObjGetFdById(BpfObjectKind.Btf, id);
            if (opened.IsError) continue;
            SysResult asked = kernel.BtfGetInfo(opened.Value, out BtfInfo? info);
            kernel.Close(opened.Value);
            if (!asked.IsError && info is { IsKernel: true, Name: "vmlinux" }) return _btf = Btf.Parse(info.Bytes.ToArray());
        }
        throw new BpfException(Errno.EOPNOTSUPP, "load program", program.Name, "this kernel has no types of its own to attach to");
    }
}

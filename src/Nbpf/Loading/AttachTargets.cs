using Nbpf.Syscall;

namespace Nbpf.Loading;

/// <summary>Finds the functions of loaded programs that others replace or trace.</summary>
internal static class AttachTargets
{
    /// <summary>The id of a function in the types of the program it belongs to (attach_btf_id).</summary>
    /// <param name="kernel">The kernel that both are in.</param>
    /// <param name="target">The program attached to.</param>
    /// <param name="program">The program that attaches.</param>
    internal static uint FunctionOf(IBpf kernel, BpfProgram target, ProgramSpec program)
    {
        uint id = target.Info.BtfId;
        if (id == 0) throw Fault(Errno.EINVAL, program, $"program '{target.Name}' to attach to was loaded without BTF");
        SysResult opened = kernel.ObjGetFdById(BpfObjectKind.Btf, id);
        if (opened.IsError) throw Fault(opened.Errno, program, $"types of program '{target.Name}'");
        SysResult asked = kernel.BtfGetInfo(opened.Value, out BtfInfo? info);
        kernel.Close(opened.Value);
        if (info is null) throw Fault(asked.Errno, program, $"types of program '{target.Name}'");
        return Btf.Parse(info.Bytes.AsMemory()).TryFind(program.AttachTarget, BtfKind.Func, out BtfType function)
            ? function.Id
            : throw Fault(Errno.ENOENT, program, $"program '{target.Name}' has no function '{program.AttachTarget}' to attach to");
    }

    private static BpfException Fault(Errno errno, ProgramSpec program, string detail) => new(errno, "load program", program.Name, detail);
}

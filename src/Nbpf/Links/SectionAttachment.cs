using Nbpf.Links;
using Nbpf.Syscall;

namespace Nbpf;

/// <summary>Attaching by the section's name.</summary>
public static class SectionAttachment
{
    /// <summary>Attaches the program to the hook that its section names, as bpf_program__attach does.</summary>
    /// <param name="program">The program.</param>
    /// <returns>The link, which keeps the program attached until it is disposed.</returns>
    /// <exception cref="BpfException">EOPNOTSUPP when the section names no hook; or the kernel refused.</exception>
    /// <exception cref="BpfFormatException">The section's target is malformed.</exception>
    public static BpfLink Attach(this BpfProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        AttachTarget? target = program.Spec is null ? null : SectionTarget.Of(program.Spec);
        return program.Attach(target ?? throw new BpfException(
            Errno.EOPNOTSUPP, "attach program", program.Name, program.Spec is null ? "it was opened, not loaded: name a target" : $"section '{program.Spec.SectionName}' names no hook: name a target"));
    }
}

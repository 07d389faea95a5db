using Nbpf.Features;
using Nbpf.Syscall;

namespace Nbpf.Loading;

/// <summary>
/// Loads an object's BTF into a kernel. The whole object is tried first, so that a kernel that takes it is asked nothing more;
/// what the others lack is found out by probing and replaced. A kernel without BTF gets none.
/// </summary>
internal sealed class ObjectTypes(IBpf kernel, LoggedCommand logged)
{
    /// <summary>The kinds that are loaded; all of them while nothing had to be replaced.</summary>
    internal KernelBtfSupport Support { get; private set; } = KernelBtfSupport.All;

    /// <summary>Loads the types.</summary>
    /// <param name="types">The object's types.</param>
    /// <param name="objectName">Its name, for the error.</param>
    /// <param name="isMandatory">Whether the object means nothing without its types, as with struct_ops.</param>
    /// <returns>The kernel's object, or null when the kernel has no BTF.</returns>
    internal BpfHandle? Load(Btf types, string objectName, bool isMandatory)
    {
        ReadOnlyMemory<byte> bytes = types.Bytes;
        SysResult result = Load(bytes, out string log);
        if (result.IsError && result.Errno != Errno.EPERM)
        {
            Support = KernelFeatures.Of(kernel).Btf;
            if (!Support.HasFlag(KernelBtfSupport.Basic))
            {
                return isMandatory
                    ? throw new BpfException(Errno.EOPNOTSUPP, "load BTF of", objectName, "this kernel takes no BTF, which programs of type struct_ops need")
                    : null;
            }
            ReadOnlyMemory<byte> replaced = BtfSanitizer.Sanitize(types, Support);
            if (!replaced.Equals(bytes)) result = Load(replaced, out log);
        }
        if (!result.IsError) return new BpfHandle(kernel, result.Value);
        throw new BpfVerifierException(result.Errno, "load BTF of", objectName, log, result.Errno == Errno.EPERM ? ProcessPrivileges.Read(kernel).Explain(null) : null);
    }

    private SysResult Load(ReadOnlyMemory<byte> bytes, out string log) => logged.Run(
        0,
        (level, buffer) =>
        {
            SysResult answer = kernel.BtfLoad(bytes.Span, level, buffer, out uint needed);
            return (answer, needed);
        },
        out log);
}

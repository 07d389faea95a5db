using Nbpf.Runtime.Objects;
using Nbpf.Runtime.Programs;
using Nbpf.Syscall;

namespace Nbpf.Runtime.Commands;

/// <summary>What BPF_PROG_LOAD refuses before the verifier sees the program, in Linux's order (bpf_prog_load, kernel/bpf/syscall.c, Linux 6.18).</summary>
/// <param name="objects">The kernel's objects.</param>
internal sealed class ProgramLoadChecks(ObjectTable objects)
{
    private const int MaximumInstructions = 1_000_000;
    private const uint TokenFd = 0x10000;
    private const uint MaximumBtfTypeId = 0x000fffff;

    private const uint KnownFlags = (uint)(ProgramFlags.StrictAlignment | ProgramFlags.AnyAlignment | ProgramFlags.TestRndHi32 | ProgramFlags.TestStateFreq
        | ProgramFlags.Sleepable | ProgramFlags.XdpHasFrags | ProgramFlags.XdpDevBoundOnly | ProgramFlags.TestRegInvariants) | TokenFd;

    private static readonly string[] GplCompatibleLicenses =
        ["GPL", "GPL v2", "GPL and additional rights", "Dual BSD/GPL", "Dual MIT/GPL", "Dual MPL/GPL"];

    /// <summary>Whether a licence lets a program call helpers that are for GPL-compatible programs only (license_is_gpl_compatible).</summary>
    /// <param name="license">The licence string.</param>
    public static bool IsGplCompatible(string license) => GplCompatibleLicenses.Contains(license, StringComparer.Ordinal);

    /// <summary>Judges the attributes.</summary>
    /// <param name="attributes">The load.</param>
    public Errno Check(ProgLoadAttributes attributes)
    {
        uint flags = (uint)attributes.Flags;

        // There are no tokens, so no descriptor is one.
        if ((flags & ~KnownFlags) != 0 || (flags & TokenFd) != 0)
        {
            return Errno.EINVAL;
        }

        if (attributes.Instructions.Length is 0 or > MaximumInstructions)
        {
            return Errno.E2BIG;
        }

        Errno error = CheckAttachTarget(attributes);
        if (error != Errno.None)
        {
            return error;
        }

        if (attributes.License is null)
        {
            return Errno.EFAULT;
        }

        if (attributes.InterfaceIndex != 0)
        {
            // No devices to offload to.
            return attributes.Type is ProgramType.Xdp or ProgramType.SchedCls ? Errno.EOPNOTSUPP : Errno.EINVAL;
        }

        return Errno.None;
    }

    private Errno CheckAttachTarget(ProgLoadAttributes attributes)
    {
        bool hasProgram = false;
        if (attributes.AttachFd != 0)
        {
            using var section = objects.GracePeriods.Enter();
            objects.Find(attributes.AttachFd, out KernelObject? attached, out _);
            hasProgram = attached is KernelProgram;
            if (!hasProgram)
            {
                return attached is KernelBtf ? Errno.ENOTSUPP : Errno.EINVAL;
            }
        }

        bool mayTargetBtf = attributes.Type is ProgramType.Tracing or ProgramType.Lsm or ProgramType.StructOps or ProgramType.Ext;
        if (attributes.AttachBtfId != 0 && (attributes.AttachBtfId > MaximumBtfTypeId || !mayTargetBtf))
        {
            return Errno.EINVAL;
        }

        if (hasProgram && attributes.Type is not (ProgramType.Tracing or ProgramType.Ext))
        {
            return Errno.EINVAL;
        }

        bool mustNotNameAttachType = attributes.Type is ProgramType.Syscall or ProgramType.Ext;
        return mustNotNameAttachType && attributes.ExpectedAttachType != 0 ? Errno.EINVAL : Errno.None;
    }
}

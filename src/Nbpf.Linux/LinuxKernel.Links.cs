using System.Text;
using Nbpf.Syscall;
using Nbpf.Uapi;
using static Nbpf.Uapi.BpfAttr;

namespace Nbpf.Linux;

/// <content>Link commands.</content>
public sealed unsafe partial class LinuxKernel
{
    /// <inheritdoc/>
    public SysResult LinkCreate(LinkCreateAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        Span<byte> attr = stackalloc byte[SizeBytes];
        attr.Clear();
        BpfAttr.LinkCreate.prog_fd.Write(attr, attributes.ProgramFd);
        BpfAttr.LinkCreate.target_fd.Write(attr, attributes.Target);
        BpfAttr.LinkCreate.attach_type.Write(attr, (uint)attributes.AttachType);
        BpfAttr.LinkCreate.flags.Write(attr, attributes.Flags);
        switch (attributes.Options)
        {
            case null:
                break;
            case TracingLinkOptions tracing:
                BpfAttr.LinkCreate.tracing_target_btf_id.Write(attr, tracing.TargetBtfId);
                BpfAttr.LinkCreate.tracing_cookie.Write(attr, tracing.Cookie);
                break;
            case PerfEventLinkOptions perfEvent:
                BpfAttr.LinkCreate.perf_event_bpf_cookie.Write(attr, perfEvent.Cookie);
                break;
            case NetfilterLinkOptions netfilter:
                BpfAttr.LinkCreate.netfilter_pf.Write(attr, netfilter.ProtocolFamily);
                BpfAttr.LinkCreate.netfilter_hooknum.Write(attr, netfilter.HookNumber);
                BpfAttr.LinkCreate.netfilter_priority.Write(attr, netfilter.Priority);
                BpfAttr.LinkCreate.netfilter_flags.Write(attr, netfilter.Flags);
                break;
            case OrderedLinkOptions ordered:
                // tcx, netkit and cgroup have the same layout.
                BpfAttr.LinkCreate.tcx_relative_fd.Write(attr, ordered.Relative);
                BpfAttr.LinkCreate.tcx_expected_revision.Write(attr, ordered.ExpectedRevision);
                break;
            case IteratorLinkOptions iterator:
                return CreateIteratorLink(attr, iterator);
            case KprobeMultiLinkOptions kprobes:
                return CreateKprobeMultiLink(attr, kprobes);
            case UprobeMultiLinkOptions uprobes:
                return CreateUprobeMultiLink(attr, uprobes);
            default:
                throw new ArgumentException($"unknown link options {attributes.Options.GetType().Name}", nameof(attributes));
        }

        return Own(BpfSystemCall.Run(BpfCommand.LinkCreate, attr));
    }

    /// <inheritdoc/>
    public SysResult LinkUpdate(int linkFd, int newFd, uint flags = 0, int oldFd = 0)
    {
        Span<byte> attr = stackalloc byte[SizeBytes];
        attr.Clear();
        BpfAttr.LinkUpdate.link_fd.Write(attr, linkFd);
        BpfAttr.LinkUpdate.new_prog_fd.Write(attr, newFd);
        BpfAttr.LinkUpdate.flags.Write(attr, flags);
        BpfAttr.LinkUpdate.old_prog_fd.Write(attr, oldFd);
        return BpfSystemCall.Run(BpfCommand.LinkUpdate, attr);
    }

    /// <inheritdoc/>
    public SysResult LinkDetach(int linkFd)
    {
        Span<byte> attr = stackalloc byte[SizeBytes];
        attr.Clear();
        BpfAttr.LinkDetach.link_fd.Write(attr, linkFd);
        return BpfSystemCall.Run(BpfCommand.LinkDetach, attr);
    }

    private SysResult CreateIteratorLink(Span<byte> attr, IteratorLinkOptions options)
    {
        // SAFETY: the bytes are pinned and only read, up to iter_info_len.
        fixed (byte* info = options.Info.Span)
        {
            BpfAttr.LinkCreate.iter_info.Write(attr, (ulong)info);
            BpfAttr.LinkCreate.iter_info_len.Write(attr, (uint)options.Info.Length);
            return Own(BpfSystemCall.Run(BpfCommand.LinkCreate, attr));
        }
    }

    private SysResult CreateKprobeMultiLink(Span<byte> attr, KprobeMultiLinkOptions options)
    {
        int count = Math.Max(options.Symbols.Count, options.Addresses.Length);
        if (IsShorter(options.Symbols.Count, count) || IsShorter(options.Addresses.Length, count) || IsShorter(options.Cookies.Length, count)) return Errno.EFAULT;
        using MemoryStream text = new();
        ulong[] symbols = new ulong[options.Symbols.Count];
        for (int i = 0; i < symbols.Length; i++)
        {
            symbols[i] = (ulong)text.Length;
            text.Write(Encoding.UTF8.GetBytes(options.Symbols[i]));
            text.WriteByte(0);
        }

        // SAFETY: everything is pinned and only read: as many symbols (each ends with a NUL), addresses and cookies as cnt says, or none.
        fixed (byte* textPointer = text.ToArray())
        fixed (ulong* symbolPointer = symbols, addresses = options.Addresses.Span, cookies = options.Cookies.Span)
        {
            for (int i = 0; i < symbols.Length; i++) symbols[i] += (ulong)textPointer;
            BpfAttr.LinkCreate.kprobe_multi_flags.Write(attr, options.Flags);
            BpfAttr.LinkCreate.kprobe_multi_cnt.Write(attr, (uint)count);
            BpfAttr.LinkCreate.kprobe_multi_syms.Write(attr, (ulong)symbolPointer);
            BpfAttr.LinkCreate.kprobe_multi_addrs.Write(attr, (ulong)addresses);
            BpfAttr.LinkCreate.kprobe_multi_cookies.Write(attr, (ulong)cookies);
            return Own(BpfSystemCall.Run(BpfCommand.LinkCreate, attr));
        }
    }

    private SysResult CreateUprobeMultiLink(Span<byte> attr, UprobeMultiLinkOptions options)
    {
        int count = options.Offsets.Length;
        if (IsShorter(options.ReferenceCounterOffsets.Length, count) || IsShorter(options.Cookies.Length, count)) return Errno.EFAULT;
        if (PathBytes.Of(options.Path) is not { } path) return Errno.EINVAL;

        // SAFETY: everything is pinned and only read: the path ends with a NUL, the arrays have cnt numbers or are absent.
        fixed (byte* pathPointer = path)
        fixed (ulong* offsets = options.Offsets.Span, counters = options.ReferenceCounterOffsets.Span, cookies = options.Cookies.Span)
        {
            BpfAttr.LinkCreate.uprobe_multi_path.Write(attr, (ulong)pathPointer);
            BpfAttr.LinkCreate.uprobe_multi_offsets.Write(attr, (ulong)offsets);
            BpfAttr.LinkCreate.uprobe_multi_ref_ctr_offsets.Write(attr, (ulong)counters);
            BpfAttr.LinkCreate.uprobe_multi_cookies.Write(attr, (ulong)cookies);
            BpfAttr.LinkCreate.uprobe_multi_cnt.Write(attr, (uint)count);
            BpfAttr.LinkCreate.uprobe_multi_flags.Write(attr, options.Flags);
            BpfAttr.LinkCreate.uprobe_multi_pid.Write(attr, options.ProcessId);
            return Own(BpfSystemCall.Run(BpfCommand.LinkCreate, attr));
        }
    }

    /// <summary>An empty array stands for NULL.</summary>
    private static bool IsShorter(int length, int count) => length != 0 && length < count;
}

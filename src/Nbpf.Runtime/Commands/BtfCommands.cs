using System.Runtime.InteropServices;
using Nbpf.Runtime.Memory;
using Nbpf.Runtime.Objects;
using Nbpf.Syscall;

namespace Nbpf.Runtime.Commands;

/// <summary>Commands on BTF objects (kernel/bpf/btf.c, Linux 6.18).</summary>
/// <param name="heap">The kernel's memory.</param>
/// <param name="objects">The kernel's objects.</param>
internal sealed class BtfCommands(NativeHeap heap, ObjectTable objects)
{
    private const int MaximumBytes = 16 * 1024 * 1024;

    /// <summary>BPF_BTF_LOAD; parameters as in <see cref="IBpf.BtfLoad"/>.</summary>
    public SysResult Load(ReadOnlySpan<byte> btf, uint logLevel, Span<byte> log, out uint logTrueSize)
    {
        logTrueSize = 0;
        if (btf.Length > MaximumBytes)
        {
            return Errno.E2BIG;
        }

        if (!LogBuffer.IsValid(logLevel, log))
        {
            return Errno.EINVAL;
        }

        Btf? types = null;
        string text = "";
        try
        {
            types = Btf.Parse(btf.ToArray());
        }
        catch (BpfFormatException malformed)
        {
            text = malformed.Message + "\n";
        }

        BtfRefusal? refusal = types is null ? null : BtfLoadRules.Check(types);
        if (refusal is not null)
        {
            types = null;
            text = refusal.Line + "\n";
        }

        Errno error = LogBuffer.Write(text, logLevel, log, out logTrueSize);
        if (error != Errno.None)
        {
            return error;
        }

        if (types is null)
        {
            return refusal?.Errno ?? Errno.EINVAL;
        }

        return KernelBtf.TryCreate(heap, objects, types) is { } loaded ? objects.Admit(loaded) : Errno.ENOMEM;
    }

    /// <summary>BPF_OBJ_GET_INFO_BY_FD on a BTF object; parameters as in <see cref="IBpf.BtfGetInfo"/>.</summary>
    public SysResult GetInfo(int btfFd, out BtfInfo? info)
    {
        info = null;
        using var section = objects.GracePeriods.Enter();
        Errno error = objects.Find(btfFd, out KernelBtf? btf, out _);
        if (error != Errno.None)
        {
            return ObjectCommands.InfoError(error);
        }

        info = new BtfInfo(btf!.Id, "", btf.IsKernel, ImmutableCollectionsMarshal.AsImmutableArray(btf.Types.Bytes.ToArray()));
        return SysResult.Ok;
    }
}

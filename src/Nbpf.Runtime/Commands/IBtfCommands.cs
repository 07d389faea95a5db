using Nbpf.Syscall;

namespace Nbpf.Runtime.Commands;

/// <summary>Commands on BTF objects; parameters as in <see cref="IBpf"/>.</summary>
internal interface IBtfCommands
{
    /// <summary>BPF_BTF_LOAD</summary>
    SysResult Load(ReadOnlySpan<byte> btf, uint logLevel, Span<byte> log, out uint logTrueSize);

    /// <summary>BPF_OBJ_GET_INFO_BY_FD on a BTF object</summary>
    SysResult GetInfo(int btfFd, out BtfInfo? info);
}

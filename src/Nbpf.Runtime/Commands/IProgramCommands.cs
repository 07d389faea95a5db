using Nbpf.Syscall;

namespace Nbpf.Runtime.Commands;

/// <summary>Commands on programs; parameters as in <see cref="IBpf"/>.</summary>
internal interface IProgramCommands
{
    /// <summary>BPF_PROG_LOAD</summary>
    SysResult Load(ProgLoadAttributes attributes, Span<byte> log, out uint logTrueSize);

    /// <summary>BPF_PROG_TEST_RUN</summary>
    SysResult TestRun(int programFd, ProgTestRunArguments arguments);

    /// <summary>BPF_OBJ_GET_INFO_BY_FD on a program</summary>
    SysResult GetInfo(int programFd, out ProgInfo? info);
}

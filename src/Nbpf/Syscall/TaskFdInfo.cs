namespace Nbpf.Syscall;

/// <summary>What BPF_TASK_FD_QUERY tells of a file descriptor of a process (union bpf_attr, task_fd_query, Linux 6.18).</summary>
/// <param name="ProgramId">prog_id: the attached program</param>
/// <param name="Type">fd_type</param>
/// <param name="Name">buf: the tracepoint's or function's name, or the file's path</param>
/// <param name="ProbeOffset">probe_offset in bytes</param>
/// <param name="ProbeAddress">probe_addr</param>
public sealed record TaskFdInfo(uint ProgramId, TaskFdType Type, string Name, ulong ProbeOffset, ulong ProbeAddress);

namespace Nbpf;

/// <summary>What a file descriptor allows by command (programs are not concerned). The values are the flags.</summary>
public enum BpfAccess : uint
{
    /// <summary>Reading and writing.</summary>
    ReadWrite = 0,

    /// <summary>Reading only (BPF_F_RDONLY).</summary>
    ReadOnly = 8,

    /// <summary>Writing only (BPF_F_WRONLY).</summary>
    WriteOnly = 16,
}

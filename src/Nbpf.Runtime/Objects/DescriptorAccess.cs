namespace Nbpf.Runtime.Objects;

/// <summary>What commands may do through a file descriptor (FMODE_CAN_READ, FMODE_CAN_WRITE).</summary>
[Flags]
public enum DescriptorAccess : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Read.</summary>
    Read = 1,

    /// <summary>Write.</summary>
    Write = 2,

    /// <summary>Both.</summary>
    ReadWrite = Read | Write,
}

namespace Nbpf.Verification.Checks;

/// <summary>What checking a helper's arguments found out, for its effects (struct bpf_call_arg_meta, Linux 6.18).</summary>
internal struct HelperCallFindings
{
    /// <summary>No map argument was seen.</summary>
    public const int NoMap = -1;

    /// <summary>The map argument's number, or <see cref="NoMap"/>.</summary>
    public int Map;

    /// <summary>The memory argument being checked need not be initialised.</summary>
    public bool IsRaw;

    /// <summary>Register of the stack memory that the helper initialises.</summary>
    public int RawRegister;

    /// <summary>Bytes of stack that the helper initialises.</summary>
    public int RawSize;

    /// <summary>Size of the memory returned.</summary>
    public long MemorySize;

    /// <summary>Greatest value of the last size argument.</summary>
    public ulong SizeMaximum;

    /// <summary>Subprogram number of the callback.</summary>
    public int Callback;

    /// <summary>The reference that an argument holds, or 0.</summary>
    public uint ReferenceId;

    /// <summary>Register of the argument that is released, or 0.</summary>
    public int ReleaseRegister;

    /// <summary>The key is a constant on the stack.</summary>
    public bool HasConstantKey;

    /// <summary>The constant key.</summary>
    public long ConstantKey;
}

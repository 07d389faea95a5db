namespace Nbpf.Verification.Cfg;

/// <summary>A set of ways out of a function besides <c>exit</c>.</summary>
[Flags]
public enum EarlyExits : byte
{
    /// <summary>The function only ends at <c>exit</c>.</summary>
    None = 0,

    /// <summary><c>ld_abs</c> and <c>ld_ind</c>: a read past the packet's end returns 0.</summary>
    LegacyLoad = 1,

    /// <summary>bpf_tail_call: returns what the other program returns.</summary>
    TailCall = 2,
}

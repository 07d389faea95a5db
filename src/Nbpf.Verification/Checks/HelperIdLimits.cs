namespace Nbpf.Verification.Checks;

/// <summary>Bounds of helper numbers.</summary>
internal enum HelperIdLimits
{
    /// <summary>One past the last helper that Linux 6.18 has (__BPF_FUNC_MAX_ID).</summary>
    End = 212,
}

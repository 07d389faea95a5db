namespace Nbpf.Verification;

/// <summary>How a helper calls the subprogram of its <see cref="ArgumentKind.Callback"/> argument, before it returns.</summary>
public enum CallbackUse : byte
{
    /// <summary>It takes none.</summary>
    None,

    /// <summary>As often as the number in r1 says, with a count and the pointer in r3, while the callback returns 0 (bpf_loop).</summary>
    ByCount,

    /// <summary>For every element of the map in r1, with map, key, value and the pointer in r3, while the callback returns 0 (bpf_for_each_map_elem).</summary>
    ByElement,
}

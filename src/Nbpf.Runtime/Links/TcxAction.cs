namespace Nbpf.Runtime.Links;

/// <summary>Verdicts of classifiers in a chain (enum tcx_action_base).</summary>
internal static class TcxAction
{
    /// <summary>TCX_NEXT: the next program decides.</summary>
    public const int Next = -1;

    /// <summary>TCX_PASS</summary>
    public const int Pass = 0;

    /// <summary>TCX_DROP</summary>
    public const int Drop = 2;

    /// <summary>TCX_REDIRECT</summary>
    public const int Redirect = 7;
}

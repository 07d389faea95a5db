namespace Nbpf.CoRe;

/// <summary>A step of a path that has a meaning in C: a named member, an array element, or an enumerator.</summary>
/// <param name="TypeId">The struct or union that has the member, the element's type, or the enum; no typedef or modifier.</param>
/// <param name="Index">Which member, element or enumerator.</param>
/// <param name="NameOffset">The member's or enumerator's name in its BTF's strings; 0 for an array element.</param>
internal readonly record struct CorePathPoint(uint TypeId, int Index, uint NameOffset)
{
    /// <summary>True for an array element, and for the first point of a field's path: which of several objects.</summary>
    internal bool IsElement => NameOffset == 0;
}

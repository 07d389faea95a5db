namespace Nbpf.Runtime.Objects;

/// <summary>Whether types that can be read may be loaded: the kernel demands more of them than a reader, names above all.</summary>
internal static class BtfLoadRules
{
    /// <summary>Why types are refused, or null.</summary>
    /// <param name="types">The types.</param>
    public static BtfRefusal? Check(Btf types)
    {
        BtfReferenceRules references = new(types);
        return types.Types.Select(BtfTypeRules.Check).FirstOrDefault(static refusal => refusal is not null)
            ?? types.Types.Select(references.Check).FirstOrDefault(static refusal => refusal is not null);
    }
}

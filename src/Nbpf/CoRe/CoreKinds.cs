namespace Nbpf.CoRe;

/// <summary>What relocations of a kind are about.</summary>
internal static class CoreKinds
{
    internal static bool IsAboutField(this CoreRelocationKind kind) => kind is CoreRelocationKind.FieldByteOffset or CoreRelocationKind.FieldByteSize
        or CoreRelocationKind.FieldExists or CoreRelocationKind.FieldSigned or CoreRelocationKind.FieldLshiftU64 or CoreRelocationKind.FieldRshiftU64;

    internal static bool IsAboutType(this CoreRelocationKind kind) => kind is CoreRelocationKind.TypeIdLocal or CoreRelocationKind.TypeIdTarget
        or CoreRelocationKind.TypeExists or CoreRelocationKind.TypeSize or CoreRelocationKind.TypeMatches;

    internal static bool IsAboutEnumerator(this CoreRelocationKind kind) => kind is CoreRelocationKind.EnumvalExists or CoreRelocationKind.EnumvalValue;

    /// <summary>The name that libbpf prints.</summary>
    internal static string Text(this CoreRelocationKind kind) => kind switch
    {
        CoreRelocationKind.FieldByteOffset => "byte_off",
        CoreRelocationKind.FieldByteSize => "byte_sz",
        CoreRelocationKind.FieldExists => "field_exists",
        CoreRelocationKind.FieldSigned => "signed",
        CoreRelocationKind.FieldLshiftU64 => "lshift_u64",
        CoreRelocationKind.FieldRshiftU64 => "rshift_u64",
        CoreRelocationKind.TypeIdLocal => "local_type_id",
        CoreRelocationKind.TypeIdTarget => "target_type_id",
        CoreRelocationKind.TypeExists => "type_exists",
        CoreRelocationKind.TypeSize => "type_size",
        CoreRelocationKind.TypeMatches => "type_matches",
        CoreRelocationKind.EnumvalExists => "enumval_exists",
        CoreRelocationKind.EnumvalValue => "enumval_value",
        _ => $"unknown kind {(uint)kind}",
    };
}

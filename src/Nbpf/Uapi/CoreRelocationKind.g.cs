// Generated from data/uapi.tsv by data/CodeGen. Do not edit.

namespace Nbpf;

/// <summary>CO-RE relocation kinds (enum bpf_core_relo_kind).</summary>
public enum CoreRelocationKind : uint
{
    /// <summary>BPF_CORE_FIELD_BYTE_OFFSET.</summary>
    FieldByteOffset = 0,

    /// <summary>BPF_CORE_FIELD_BYTE_SIZE.</summary>
    FieldByteSize = 1,

    /// <summary>BPF_CORE_FIELD_EXISTS.</summary>
    FieldExists = 2,

    /// <summary>BPF_CORE_FIELD_SIGNED.</summary>
    FieldSigned = 3,

    /// <summary>BPF_CORE_FIELD_LSHIFT_U64.</summary>
    FieldLshiftU64 = 4,

    /// <summary>BPF_CORE_FIELD_RSHIFT_U64.</summary>
    FieldRshiftU64 = 5,

    /// <summary>BPF_CORE_TYPE_ID_LOCAL.</summary>
    TypeIdLocal = 6,

    /// <summary>BPF_CORE_TYPE_ID_TARGET.</summary>
    TypeIdTarget = 7,

    /// <summary>BPF_CORE_TYPE_EXISTS.</summary>
    TypeExists = 8,

    /// <summary>BPF_CORE_TYPE_SIZE.</summary>
    TypeSize = 9,

    /// <summary>BPF_CORE_ENUMVAL_EXISTS.</summary>
    EnumvalExists = 10,

    /// <summary>BPF_CORE_ENUMVAL_VALUE.</summary>
    EnumvalValue = 11,

    /// <summary>BPF_CORE_TYPE_MATCHES.</summary>
    TypeMatches = 12,
}

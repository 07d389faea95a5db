namespace Nbpf.Runtime.Maps;

/// <summary>Batch commands that a map type has; the others answer ENOTSUPP.</summary>
[Flags]
internal enum MapBatchSupport
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>BPF_MAP_LOOKUP_BATCH.</summary>
    Lookup = 1,

    /// <summary>BPF_MAP_UPDATE_BATCH.</summary>
    Update = 2,

    /// <summary>BPF_MAP_DELETE_BATCH.</summary>
    Delete = 4,

    /// <summary>BPF_MAP_LOOKUP_AND_DELETE_BATCH.</summary>
    LookupAndDelete = 8,
}

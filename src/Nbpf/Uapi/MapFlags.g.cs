// Generated from data/uapi.tsv by data/CodeGen. Do not edit.

namespace Nbpf;

/// <summary>Flags of BPF_MAP_CREATE (BPF_F_*).</summary>
[Flags]
public enum MapFlags : uint
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>BPF_F_NO_PREALLOC.</summary>
    NoPreallocate = 1,

    /// <summary>BPF_F_NO_COMMON_LRU.</summary>
    NoCommonLru = 2,

    /// <summary>BPF_F_NUMA_NODE.</summary>
    NumaNode = 4,

    /// <summary>BPF_F_RDONLY.</summary>
    ReadOnly = 8,

    /// <summary>BPF_F_WRONLY.</summary>
    WriteOnly = 16,

    /// <summary>BPF_F_STACK_BUILD_ID.</summary>
    StackBuildId = 32,

    /// <summary>BPF_F_ZERO_SEED.</summary>
    ZeroSeed = 64,

    /// <summary>BPF_F_RDONLY_PROG.</summary>
    ReadOnlyProgram = 128,

    /// <summary>BPF_F_WRONLY_PROG.</summary>
    WriteOnlyProgram = 256,

    /// <summary>BPF_F_CLONE.</summary>
    Clone = 512,

    /// <summary>BPF_F_MMAPABLE.</summary>
    Mmapable = 1024,

    /// <summary>BPF_F_PRESERVE_ELEMS.</summary>
    PreserveElems = 2048,

    /// <summary>BPF_F_INNER_MAP.</summary>
    InnerMap = 4096,

    /// <summary>BPF_F_LINK.</summary>
    Link = 8192,

    /// <summary>BPF_F_PATH_FD.</summary>
    PathFd = 16384,

    /// <summary>BPF_F_VTYPE_BTF_OBJ_FD.</summary>
    VtypeBtfObjFd = 32768,

    /// <summary>BPF_F_TOKEN_FD.</summary>
    TokenFd = 65536,

    /// <summary>BPF_F_SEGV_ON_FAULT.</summary>
    SegvOnFault = 131072,

    /// <summary>BPF_F_NO_USER_CONV.</summary>
    NoUserConv = 262144,
}

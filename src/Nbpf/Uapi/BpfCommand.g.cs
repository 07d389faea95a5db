// Generated from data/uapi.tsv by data/CodeGen. Do not edit.

namespace Nbpf;

/// <summary>Commands of bpf(2) (enum bpf_cmd).</summary>
public enum BpfCommand : int
{
    /// <summary>BPF_MAP_CREATE.</summary>
    MapCreate = 0,

    /// <summary>BPF_MAP_LOOKUP_ELEM.</summary>
    MapLookupElem = 1,

    /// <summary>BPF_MAP_UPDATE_ELEM.</summary>
    MapUpdateElem = 2,

    /// <summary>BPF_MAP_DELETE_ELEM.</summary>
    MapDeleteElem = 3,

    /// <summary>BPF_MAP_GET_NEXT_KEY.</summary>
    MapGetNextKey = 4,

    /// <summary>BPF_PROG_LOAD.</summary>
    ProgramLoad = 5,

    /// <summary>BPF_OBJ_PIN.</summary>
    ObjPin = 6,

    /// <summary>BPF_OBJ_GET.</summary>
    ObjGet = 7,

    /// <summary>BPF_PROG_ATTACH.</summary>
    ProgramAttach = 8,

    /// <summary>BPF_PROG_DETACH.</summary>
    ProgramDetach = 9,

    /// <summary>BPF_PROG_TEST_RUN.</summary>
    ProgramTestRun = 10,

    /// <summary>BPF_PROG_GET_NEXT_ID.</summary>
    ProgramGetNextId = 11,

    /// <summary>BPF_MAP_GET_NEXT_ID.</summary>
    MapGetNextId = 12,

    /// <summary>BPF_PROG_GET_FD_BY_ID.</summary>
    ProgramGetFdById = 13,

    /// <summary>BPF_MAP_GET_FD_BY_ID.</summary>
    MapGetFdById = 14,

    /// <summary>BPF_OBJ_GET_INFO_BY_FD.</summary>
    ObjGetInfoByFd = 15,

    /// <summary>BPF_PROG_QUERY.</summary>
    ProgramQuery = 16,

    /// <summary>BPF_RAW_TRACEPOINT_OPEN.</summary>
    RawTracepointOpen = 17,

    /// <summary>BPF_BTF_LOAD.</summary>
    BtfLoad = 18,

    /// <summary>BPF_BTF_GET_FD_BY_ID.</summary>
    BtfGetFdById = 19,

    /// <summary>BPF_TASK_FD_QUERY.</summary>
    TaskFdQuery = 20,

    /// <summary>BPF_MAP_LOOKUP_AND_DELETE_ELEM.</summary>
    MapLookupAndDeleteElem = 21,

    /// <summary>BPF_MAP_FREEZE.</summary>
    MapFreeze = 22,

    /// <summary>BPF_BTF_GET_NEXT_ID.</summary>
    BtfGetNextId = 23,

    /// <summary>BPF_MAP_LOOKUP_BATCH.</summary>
    MapLookupBatch = 24,

    /// <summary>BPF_MAP_LOOKUP_AND_DELETE_BATCH.</summary>
    MapLookupAndDeleteBatch = 25,

    /// <summary>BPF_MAP_UPDATE_BATCH.</summary>
    MapUpdateBatch = 26,

    /// <summary>BPF_MAP_DELETE_BATCH.</summary>
    MapDeleteBatch = 27,

    /// <summary>BPF_LINK_CREATE.</summary>
    LinkCreate = 28,

    /// <summary>BPF_LINK_UPDATE.</summary>
    LinkUpdate = 29,

    /// <summary>BPF_LINK_GET_FD_BY_ID.</summary>
    LinkGetFdById = 30,

    /// <summary>BPF_LINK_GET_NEXT_ID.</summary>
    LinkGetNextId = 31,

    /// <summary>BPF_ENABLE_STATS.</summary>
    EnableStats = 32,

    /// <summary>BPF_ITER_CREATE.</summary>
    IterCreate = 33,

    /// <summary>BPF_LINK_DETACH.</summary>
    LinkDetach = 34,

    /// <summary>BPF_PROG_BIND_MAP.</summary>
    ProgramBindMap = 35,

    /// <summary>BPF_TOKEN_CREATE.</summary>
    TokenCreate = 36,

    /// <summary>BPF_PROG_STREAM_READ_BY_FD.</summary>
    ProgramStreamReadByFd = 37,
}

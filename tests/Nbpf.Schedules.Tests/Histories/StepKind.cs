namespace Nbpf.Schedules.Tests.Histories;

/// <summary>What a thread of a history does in one step. "Inner" is the map that stands in the outer map at a key; runs are what programs do, by the functions that they call.</summary>
internal enum StepKind
{
    Update,
    Delete,
    Lookup,
    LookupAndDelete,
    NextKey,
    TakeBatch,
    RunLookup,
    RunUpdate,
    RunDelete,
    Close,
    Reopen,
    Describe,
    Reclaim,
    Synchronize,

    PutInner,
    AddInner,
    TakeInner,
    LookupInner,
    CloseInner,
    RunInnerLookup,
    RunInnerUpdate,
    RunInnerDelete,

    PutProgram,
    TakeProgram,
    LookupProgram,
    CloseProgram,
    RunProgram,
    BindMap,

    Produce,
    Consume,
    Watch,
    Unwatch,
    Poll,
    Map,

    Read,
    RunRead,
    ReadAndReplace,
    Replace,
    ReplaceByStamp,
    ReplaceAndSynchronize,
    Ask,
}

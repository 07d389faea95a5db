namespace Nbpf.Runtime.Interleaving;

/// <summary>The places at which it matters what other threads do in between.</summary>
internal enum YieldPoint
{
    /// <summary>A reader knows the epoch and has not written its slot.</summary>
    ReaderEnters,

    /// <summary>A reader is about to clear its slot.</summary>
    ReaderLeaves,

    /// <summary>All slots are taken.</summary>
    SlotsTaken,

    /// <summary>The readers' slots are about to be looked at, or were.</summary>
    SlotsScanned,

    /// <summary>Something unreachable is about to be put into the queue.</summary>
    Retires,

    /// <summary>Something is out of the queue and not reclaimed yet.</summary>
    Reclaims,

    /// <summary>A thread waits for a reader to leave.</summary>
    Synchronizes,

    /// <summary>A lock is about to be taken.</summary>
    LockEnters,

    /// <summary>A lock is taken by another thread.</summary>
    LockWaits,

    /// <summary>A spin lock was given back.</summary>
    LockLeft,

    /// <summary>A lookup is at an element and has not looked at its key.</summary>
    ElementWalked,

    /// <summary>A command has found an element and not looked at its version, or not copied its value.</summary>
    ElementFound,

    /// <summary>A command has copied a value and not looked at the version again.</summary>
    ValueCopied,

    /// <summary>An element has its next neighbour and is not linked.</summary>
    ElementLinks,

    /// <summary>An element is unlinked and not given back.</summary>
    ElementUnlinked,

    /// <summary>All spare elements are in other hands.</summary>
    SparesTaken,

    /// <summary>An element was chosen for eviction and its bucket is not locked.</summary>
    ElementEvicted,

    /// <summary>An object's last reference is gone; its id is not.</summary>
    LastReferenceDropped,

    /// <summary>A count of references was read and not raised.</summary>
    ReferenceTaken,

    /// <summary>A descriptor was read and its object not looked at.</summary>
    DescriptorFound,

    /// <summary>A descriptor is closed; its object has not lost the reference.</summary>
    DescriptorClosed,

    /// <summary>An inner map has left its outer map, which still owes it a reference.</summary>
    InnerMapReplaced,

    /// <summary>A program is to be put into a program array whose map was found.</summary>
    ProgramPut,

    /// <summary>A run has read a tail call's target.</summary>
    TailCallBegins,

    /// <summary>A ring's record is committed; whether somebody waits for it was not asked.</summary>
    RecordCommitted,

    /// <summary>A poll has announced itself and not looked for data, or the other way round.</summary>
    PollAnnounced,

    /// <summary>A run is between two of its calls; only tests are there.</summary>
    RunPauses,
}

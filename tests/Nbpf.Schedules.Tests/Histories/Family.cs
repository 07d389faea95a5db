namespace Nbpf.Schedules.Tests.Histories;

/// <summary>What a history is about.</summary>
internal enum Family
{
    /// <summary>One hash.</summary>
    Map,

    /// <summary>Two hashes, one of which stands in an outer map.</summary>
    Outer,

    /// <summary>A program array, held by a program, and programs to stand in it.</summary>
    Programs,

    /// <summary>A ring buffer and a poll.</summary>
    Ring,

    /// <summary>Grace periods alone: items that are replaced while they are read.</summary>
    Periods,
}

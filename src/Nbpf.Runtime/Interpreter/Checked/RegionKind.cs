namespace Nbpf.Runtime.Interpreter.Checked;

/// <summary>What a value of a checked program points into.</summary>
internal enum RegionKind : byte
{
    /// <summary>Nothing: it is a number.</summary>
    Number,

    /// <summary>The context. Where every access of it is converted, only the code that the rewrite wrote may touch it.</summary>
    Context,

    /// <summary>The stack frame of one call.</summary>
    Stack,

    /// <summary>The packet's bytes, or the metadata before them.</summary>
    Packet,

    /// <summary>The packet's end: to compare with.</summary>
    PacketEnd,

    /// <summary>One value of a map: of one element, of one CPU.</summary>
    MapValue,

    /// <summary>A record of a ring buffer between its reservation and its end.</summary>
    RingRecord,

    /// <summary>A map, whose header and elements only the code that the rewrite wrote may touch.</summary>
    Map,

    /// <summary>A subprogram to call back.</summary>
    Function,
}

namespace Nbpf.Differential.Programs;

/// <summary>What the generator believes that a register holds. It may be wrong: it only steers what comes next.</summary>
internal enum Holds
{
    Nothing,
    Number,
    Context,
    Packet,
    PacketEnd,
    Value,
    ValueOrNull,
    InnerMap,
    InnerMapOrNull,
    Stack,
}

/// <summary>A belief about a register.</summary>
/// <param name="Holds">What it holds.</param>
/// <param name="Limit">Numbers: greatest value or -1; values and packets: bytes that may be accessed from here.</param>
internal readonly record struct Guess(Holds Holds, int Limit = -1);

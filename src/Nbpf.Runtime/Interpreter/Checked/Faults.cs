namespace Nbpf.Runtime.Interpreter.Checked;

/// <summary>Describes faults.</summary>
internal static unsafe class Faults
{
    /// <summary>A fault of the instruction that is executed.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="origin">Where the value at fault comes from.</param>
    /// <param name="address">The value or address.</param>
    /// <param name="sizeBytes">Bytes from there; 0 when nothing is accessed.</param>
    /// <param name="access">What is done with them.</param>
    /// <param name="expected">What it would have to be.</param>
    public static InterpreterFaultException Of(InterpreterFrame* frame, in Provenance origin, ulong address, int sizeBytes, RegionAccess access, string expected)
    {
        int slot = (int)(frame->Shadow->Current - frame->Shadow->Slots);
        return new InterpreterFaultException(slot, address, sizeBytes, access == RegionAccess.Write, Describe(frame, origin, address), expected);
    }

    private static string Describe(InterpreterFrame* frame, in Provenance origin, ulong address)
    {
        string name = origin.Kind switch
        {
            RegionKind.Number => "a number",
            RegionKind.Context => "the context",
            RegionKind.Stack => "a stack frame",
            RegionKind.Packet => "the packet",
            RegionKind.PacketEnd => "the packet's end",
            RegionKind.MapValue => "a map value",
            RegionKind.RingRecord => "a ring buffer's record",
            RegionKind.Map => "a map",
            RegionKind.Function => "a subprogram",
            _ => throw new System.Diagnostics.UnreachableException($"no such region: {origin.Kind}"),
        };
        string freed = CheckedProgram.Of(frame).Memory.IsFreed(address) ? ", in memory that was freed" : "";
        return origin.Kind == RegionKind.Number
            ? name + freed
            : $"{name} of {origin.LengthBytes} bytes at 0x{origin.Start:x} (offset {(long)(address - origin.Start)}){freed}";
    }
}

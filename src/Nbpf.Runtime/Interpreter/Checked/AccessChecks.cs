using Nbpf.Runtime.RingBuffers;

namespace Nbpf.Runtime.Interpreter.Checked;

/// <summary>Judges accesses of memory by where their address comes from.</summary>
internal static unsafe class AccessChecks
{
    /// <summary>Judges a load or store of the instruction that is executed.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="origin">Where the base register's value comes from.</param>
    /// <param name="address">The first byte.</param>
    /// <param name="slot">The instruction.</param>
    /// <param name="access">What it does.</param>
    public static void Check(InterpreterFrame* frame, Provenance* origin, ulong address, CheckedSlot* slot, RegionAccess access)
    {
        if (Find(frame, origin, address, slot->SizeBytes, access) is { } expected && !(slot->IsInserted && MayInserted(frame, origin, address, slot->SizeBytes)))
        {
            throw Faults.Of(frame, *origin, address, slot->SizeBytes, access, expected);
        }
    }

    /// <summary>What an access would have to be to be allowed, or null when it is.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="origin">Where the address comes from.</param>
    /// <param name="address">The first byte.</param>
    /// <param name="sizeBytes">How many bytes.</param>
    /// <param name="access">What is done with them.</param>
    public static string? Find(InterpreterFrame* frame, Provenance* origin, ulong address, ulong sizeBytes, RegionAccess access)
    {
        if (!origin->Holds(address, sizeBytes))
        {
            return origin->LengthBytes == 0 ? "derived from memory that programs may touch" : "inside the region it was derived from";
        }

        if ((origin->Access & access) != access)
        {
            return access == RegionAccess.Write ? "in memory that may be written" : "in memory that may be read";
        }

        return IsAlive(frame, origin) ? null : "in memory that still exists";
    }

    /// <summary>Whether the region is still the one that the value was derived from.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="origin">Where the value comes from.</param>
    public static bool IsAlive(InterpreterFrame* frame, Provenance* origin)
    {
        switch (origin->Kind)
        {
            case RegionKind.Stack:
                return StackSteps.FindFrame(frame, origin) is not null;
            case RegionKind.Packet or RegionKind.PacketEnd:
                return origin->Stamp == frame->Shadow->Run->PacketGeneration;
            case RegionKind.MapValue:
                CheckedMemory memory = CheckedProgram.Of(frame).Memory;
                ulong count = memory.FreeCount;
                if (origin->Stamp != count)
                {
                    if (!memory.IsAlive(origin->Start, origin->LengthBytes))
                    {
                        return false;
                    }

                    origin->Stamp = count;
                }

                return true;
            case RegionKind.RingRecord:
                return CheckedProgram.Of(frame).Memory.IsAlive(origin->Start, origin->LengthBytes) && Ring.ReservationOf((byte*)origin->Start) == origin->Stamp;
            case RegionKind.Map:
                return CheckedProgram.Of(frame).Memory.IsAlive(origin->Start, sizeof(uint));
            default:
                return true;
        }
    }

    // What the rewrite wrote reads headers, elements' heads and the kernel's context, and follows pointers from there. In an array it stays in the array.
    private static bool MayInserted(InterpreterFrame* frame, Provenance* origin, ulong address, ulong sizeBytes)
    {
        CheckedMemory memory = CheckedProgram.Of(frame).Memory;
        return origin->Kind switch
        {
            RegionKind.Map => memory.AreInOneBlock(origin->Start, address) && memory.IsAlive(address, sizeBytes),
            RegionKind.Context or RegionKind.Number => memory.IsAlive(address, sizeBytes),
            _ => false,
        };
    }
}

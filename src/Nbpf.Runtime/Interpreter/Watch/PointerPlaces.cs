using Nbpf.Isa;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Interpreter.Checked;
using Nbpf.Runtime.Maps;
using Nbpf.Verification;
using Nbpf.Verification.State;

namespace Nbpf.Runtime.Interpreter.Watch;

/// <summary>Whether an address is where the verifier thinks that a pointer points: kind, object, fixed and variable offset, proven bytes.</summary>
internal sealed unsafe class PointerPlaces(RunWatcher watcher)
{
    private readonly Dictionary<uint, ulong> memory = [];

    /// <summary>Identities are others from here on.</summary>
    public void ForgetMemory() => memory.Clear();

    /// <summary>Whether a pointer may have a value.</summary>
    /// <param name="pointer">What is known of the pointer.</param>
    /// <param name="value">The value.</param>
    /// <param name="origin">Where the value comes from.</param>
    /// <param name="frame">The run's innermost frame.</param>
    public bool Has(in RegisterState pointer, ulong value, in Provenance origin, InterpreterFrame* frame)
    {
        if (value == 0 && pointer.MayBeNull)
            return true;
        return pointer.Kind switch
        {
            RegisterKind.Context => IsAt(pointer, value, (ulong)frame->Run->Context),
            RegisterKind.Stack => IsAt(pointer, value, FramePointer(frame, pointer.Frame)),
            RegisterKind.MapPointer => IsMap(pointer, value),
            RegisterKind.MapValue => IsInMap(pointer, value, origin),
            RegisterKind.Packet or RegisterKind.PacketMeta or RegisterKind.PacketEnd => IsInPacket(pointer, value, frame),
            RegisterKind.Memory => IsInMemory(pointer, value, frame),
            RegisterKind.Function => value == watcher.CallbackAddress(pointer.Extent) || value == 0,
            _ => true,
        };
    }

    private static bool IsAt(in RegisterState pointer, ulong value, ulong start) =>
        pointer.Bounds.Has(value - start - (ulong)(long)pointer.Offset);

    private static ulong FramePointer(InterpreterFrame* frame, int number)
    {
        while (frame->Depth > number)
            frame = frame->Previous;
        return frame->Registers[Register.FramePointer];
    }

    private bool IsMap(in RegisterState pointer, ulong value)
    {
        if (!watcher.Trace.Maps.IsTemplate(pointer.Map))
            return IsAt(pointer, value, ((KernelMap)watcher.Trace.Maps[pointer.Map]).DisplayAddress);
        IMapFacts template = watcher.Trace.Maps[pointer.Map];
        ulong address = value - (ulong)(long)pointer.Offset;
        return FindHeader(address) is var header && header is not null && address == (ulong)header
            && header->Type == template.Type && header->KeySize == template.KeySize && header->ValueSize == template.ValueSize;
    }

    // The header of the map whose block an address lies in, or null.
    private MapHeader* FindHeader(ulong address) =>
        watcher.Heap.TryFindBlock(address, out ulong start, out ulong length) && length >= (ulong)sizeof(MapHeader) ? (MapHeader*)start : null;

    private bool IsInMap(in RegisterState pointer, ulong value, in Provenance origin)
    {
        IMapFacts map = watcher.Trace.Maps[pointer.Map];
        ulong at = value - (ulong)(long)pointer.Offset;
        if (origin.Kind == RegionKind.MapValue)
            return origin.LengthBytes == map.ValueSize && pointer.Bounds.Has(at - origin.Start);

        // A lookup's result whose provenance is told with the next instruction, or a pointer that an atomic operation moved.
        if (map.Type != MapType.Array)
            return value != 0;
        MapHeader* header = watcher.Trace.Maps.IsTemplate(pointer.Map) ? FindHeader(value) : ((KernelMap)map).Header;
        return header is not null && header->Type == MapType.Array && IsInArray(pointer, at, header);
    }

    private static bool IsInArray(in RegisterState pointer, ulong at, MapHeader* header)
    {
        // The element that it began in lies at least the least offset before, at most the greatest.
        long distance = (long)(at - (ulong)header - MapHeader.ArrayValuesOffset), stride = (long)header->ElementSize;
        long from = Math.Max(DivideUp(distance - pointer.Bounds.SMax, stride), 0);
        long to = Math.Min(Math.DivRem(distance - pointer.Bounds.SMin, stride).Quotient, header->MaxEntries - 1L);
        for (long index = from; index <= to; index++)
        {
            if (pointer.Bounds.Has((ulong)(distance - (index * stride))))
                return true;
        }

        return false;
    }

    private static long DivideUp(long dividend, long divisor) => dividend <= 0 ? 0 : (dividend + divisor - 1) / divisor;

    private bool IsInPacket(in RegisterState pointer, ulong value, InterpreterFrame* frame)
    {
        (ulong meta, ulong data, ulong end) = watcher.Type.PacketOf(frame->Run->Context);
        if (pointer.Kind == RegisterKind.PacketEnd)
            return IsAt(pointer, value, end);
        ulong limit = pointer.Kind == RegisterKind.Packet ? end : data;
        ulong origin = value - (ulong)(long)pointer.Offset;
        bool isProven = pointer.Extent switch
        {
            RegisterState.AtPacketEnd => value >= limit,
            RegisterState.BeyondPacketEnd => value > limit,
            0 => true,
            _ => (long)(limit - origin) >= pointer.Extent,
        };
        return isProven && pointer.Bounds.Has(origin - (pointer.Kind == RegisterKind.Packet ? data : meta));
    }

    // Where memory begins is learnt from the first pointer to it; what is held by two references is not one.
    private bool IsInMemory(in RegisterState pointer, ulong value, InterpreterFrame* frame)
    {
        uint id = pointer.ReferenceId != 0 ? pointer.ReferenceId : pointer.Id;
        ulong at = value - (ulong)(long)pointer.Offset;
        if (id == 0)
            return watcher.Type.Entry == EntryRegisters.MemoryAndLength ? IsAt(pointer, value, (ulong)frame->Run->Context) : value != 0;
        if (memory.TryGetValue(id, out ulong start))
            return pointer.Bounds.Has(at - start);
        if (!pointer.Bounds.IsConstant)
            return value != 0;
        start = at - pointer.Bounds.ConstantValue;
        bool isOthers = pointer.ReferenceId != 0 && memory.ContainsValue(start);
        memory[id] = start;
        return value != 0 && !isOthers;
    }
}

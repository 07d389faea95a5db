using Nbpf.Isa;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Maps;
using Nbpf.Runtime.RingBuffers;
using Nbpf.Verification;

namespace Nbpf.Runtime.Interpreter.Checked;

/// <summary>A call of a helper: its arguments must be what its prototype says, and r0 becomes what the prototype says.</summary>
/// <param name="prototype">The helper.</param>
internal sealed unsafe class HelperSite(HelperPrototype prototype) : Site
{
    /// <inheritdoc/>
    public override void Begin(InterpreterFrame* frame)
    {
        for (int i = 0; i < prototype.Arguments.Length; i++)
        {
            CheckArgument(frame, i);
        }
    }

    /// <inheritdoc/>
    public override void Complete(InterpreterFrame* frame)
    {
        CheckedFrame* shadow = frame->Shadow;
        FunctionSite.Instance.Complete(frame);
        if (prototype.ChangesPacketData)
        {
            shadow->Run->PacketGeneration++;
        }

        ulong result = frame->Registers[Register.R0];
        if (result == 0)
        {
            return;
        }

        shadow->Registers[Register.R0] = prototype.Return switch
        {
            ReturnKind.MapValueOrNull => MapValue(frame, (MapHeader*)shadow->SiteObject, result),
            ReturnKind.RingBufferMemoryOrNull => RingRecord(result, shadow->SiteBytes),
            _ => default,
        };
    }

    private static Provenance MapValue(InterpreterFrame* frame, MapHeader* map, ulong address)
    {
        if (map->Type is MapType.ArrayOfMaps or MapType.HashOfMaps)
        {
            return new Provenance { Kind = RegionKind.Map, Start = address, End = address };
        }

        Provenance value = ValueOf(frame, map, address);
        return KernelMap.Of(map).HoldsValue((byte*)address)
            ? value
            : throw Faults.Of(frame, value, address, (int)map->ValueSize, RegionAccess.None, "r0 must be a value of the map");
    }

    private static Provenance RingRecord(ulong address, ulong size) => new()
    {
        Kind = RegionKind.RingRecord,
        Access = RegionAccess.Read | RegionAccess.Write,
        Start = address,
        End = address + size,
        Stamp = Ring.ReservationOf((byte*)address),
    };

    /// <summary>A map's value at an address: exactly as many bytes as the value has, whatever the storage is rounded up to.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="map">The map's header.</param>
    /// <param name="address">The value's first byte.</param>
    public static Provenance ValueOf(InterpreterFrame* frame, MapHeader* map, ulong address) => new()
    {
        Kind = RegionKind.MapValue,
        Access = ((map->Flags & MapFlags.WriteOnlyProgram) == 0 ? RegionAccess.Read : 0) | ((map->Flags & MapFlags.ReadOnlyProgram) == 0 ? RegionAccess.Write : 0),
        Start = address,
        End = address + map->ValueSize,
        Stamp = CheckedProgram.Of(frame).Memory.FreeCount,
    };

    private void CheckArgument(InterpreterFrame* frame, int i)
    {
        HelperArgument argument = prototype.Arguments[i];
        byte register = (byte)(i + 1);
        CheckedFrame* shadow = frame->Shadow;
        ulong value = frame->Registers[register];
        MapHeader* map = (MapHeader*)shadow->SiteObject;
        switch (argument.Kind)
        {
            case ArgumentKind.None or ArgumentKind.Anything or ArgumentKind.Size or ArgumentKind.SizeOrZero:
                break;
            case ArgumentKind.Context:
                RequireStartOf(frame, register, RegionKind.Context, "the context");
                break;
            case ArgumentKind.ConstMapPointer:
                RequireStartOf(frame, register, RegionKind.Map, "a map");
                shadow->SiteObject = value;
                break;
            case ArgumentKind.MapKey:
                CheckMemory(frame, register, argument, map->KeySize);
                break;
            case ArgumentKind.MapValue:
                CheckMemory(frame, register, argument, map->ValueSize);
                break;
            case ArgumentKind.Memory:
                CheckMemory(frame, register, argument, argument.FixedSizeBytes != 0 ? (ulong)argument.FixedSizeBytes : frame->Registers[register + 1]);
                break;
            case ArgumentKind.AllocationSizeOrZero:
                shadow->SiteBytes = value;
                break;
            case ArgumentKind.Callback:
                // 0 stands for a subprogram that went as dead code: no path calls it back.
                Require(frame, register, value == 0 || shadow->Registers[register].Kind == RegionKind.Function, "a subprogram");
                break;
            case ArgumentKind.StackOrNull:
                Require(frame, register, value == 0 || shadow->Registers[register].Kind == RegionKind.Stack, "the stack or null");
                break;
            case ArgumentKind.RingBufferMemory:
                RequireStartOf(frame, register, RegionKind.RingRecord, "a reserved record");
                break;
            case ArgumentKind.ConstString:
                CheckString(frame, register);
                break;
        }
    }

    private void CheckMemory(InterpreterFrame* frame, byte register, in HelperArgument argument, ulong sizeBytes)
    {
        CheckedFrame* shadow = frame->Shadow;
        ulong address = frame->Registers[register];

        // The verdict on NULL with a size is the helper's.
        if (sizeBytes == 0 || (address == 0 && (argument.Traits & ArgumentTraits.MaybeNull) != 0))
        {
            return;
        }

        Provenance* origin = shadow->Registers + register;
        Require(frame, register, origin->Kind != RegionKind.Packet || prototype.AcceptsPacketMemory, "memory outside the packet");
        bool isWrite = (argument.Traits & (ArgumentTraits.Write | ArgumentTraits.Uninitialised)) != 0;
        if (AccessChecks.Find(frame, origin, address, sizeBytes, isWrite ? RegionAccess.Write : RegionAccess.Read) is { } expected)
        {
            int length = (int)Math.Min(sizeBytes, int.MaxValue);
            throw Faults.Of(frame, *origin, address, length, isWrite ? RegionAccess.Write : RegionAccess.Read, Describe(register, expected));
        }

        if (isWrite)
        {
            StackSteps.Forget(frame, origin, address, sizeBytes);
        }
    }

    private void CheckString(InterpreterFrame* frame, byte register)
    {
        Provenance* origin = frame->Shadow->Registers + register;
        for (ulong address = frame->Registers[register]; ; address++)
        {
            bool isReadable = AccessChecks.Find(frame, origin, address, sizeof(byte), RegionAccess.Read) is null;
            Require(frame, register, isReadable && (origin->Access & RegionAccess.Write) == 0, "a string that ends in read-only memory");
            if (*(byte*)address == 0)
            {
                return;
            }
        }
    }

    private void RequireStartOf(InterpreterFrame* frame, byte register, RegionKind kind, string what)
    {
        Provenance* origin = frame->Shadow->Registers + register;
        Require(frame, register, origin->Kind == kind && frame->Registers[register] == origin->Start && AccessChecks.IsAlive(frame, origin), what);
    }

    private void Require(InterpreterFrame* frame, byte register, bool isMet, string what)
    {
        if (!isMet)
        {
            throw Faults.Of(frame, frame->Shadow->Registers[register], frame->Registers[register], 0, RegionAccess.None, Describe(register, what));
        }
    }

    private string Describe(byte register, string expected) => $"r{register} of {prototype.Name} must be {expected}";
}

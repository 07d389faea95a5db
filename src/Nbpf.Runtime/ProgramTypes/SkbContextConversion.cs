using System.Diagnostics;
using Nbpf.Isa;
using Nbpf.Runtime.Code;
using Nbpf.Runtime.Packets;

namespace Nbpf.Runtime.ProgramTypes;

/// <summary>Accesses of <c>struct __sk_buff</c> as accesses of the socket buffer itself (bpf_convert_ctx_access, net/core/filter.c, Linux 6.18).</summary>
/// <param name="readsTimestampType">True when the program reads tstamp_type anywhere: then it gets tstamp as it is.</param>
/// <param name="deviceMayBeNull">True when the packet may have no interface.</param>
internal sealed class SkbContextConversion(bool readsTimestampType, bool deviceMayBeNull) : IContextConversion
{
    private const int NoQueueMapping = ushort.MaxValue;
    private const int SmallestNapiId = 0x101;

    /// <inheritdoc/>
    public int Write(in Instruction access, bool isWrite, CodeBuffer code) =>
        access.Offset is >= SkbContext.ControlData and < SkbContext.ControlDataEnd ? WriteControlData(access, isWrite, code)
        : isWrite ? WriteStore(access, code)
        : WriteLoad(access, code);

    private static int WriteControlData(in Instruction access, bool isWrite, CodeBuffer code)
    {
        int offset = access.Offset - SkbContext.ControlData + SkBuff.ControlDataOffset;
        if (isWrite)
        {
            code.StoreLike(access.MemorySize, access, offset);
        }
        else
        {
            code.Load(access.MemorySize, access.Destination, access.Source, offset);
        }

        return 0;
    }

    private int WriteStore(in Instruction store, CodeBuffer code)
    {
        switch (store.Offset)
        {
            case SkbContext.Mark:
                code.StoreLike(MemorySize.Word, store, SkBuff.MarkOffset);
                break;
            case SkbContext.Priority:
                code.StoreLike(MemorySize.Word, store, SkBuff.PriorityOffset);
                break;
            case SkbContext.TrafficControlIndex:
                code.StoreLike(MemorySize.HalfWord, store, SkBuff.TrafficControlIndexOffset);
                break;
            case SkbContext.TrafficClassId:
                code.StoreLike(MemorySize.HalfWord, store, SkBuff.TrafficClassIdOffset);
                break;
            case SkbContext.QueueMapping:
                WriteQueueMapping(store, code);
                break;
            case SkbContext.Timestamp:
                WriteTimestampStore(store, code);
                break;
            default:
                throw new UnreachableException($"__sk_buff has no field to write at offset {store.Offset}");
        }

        return 0;
    }

    private int WriteLoad(in Instruction load, CodeBuffer code)
    {
        byte to = load.Destination, skb = load.Source;
        switch (load.Offset)
        {
            case SkbContext.Length:
                return LoadField(code, MemorySize.Word, to, skb, SkBuff.LengthOffset);
            case SkbContext.PacketType:
                code.Load(MemorySize.Byte, to, skb, SkBuff.PacketTypeOffset);
                code.Add(Instructions.Alu32Imm(AluOperation.And, to, SkBuff.PacketTypeMask));
                return sizeof(byte);
            case SkbContext.Mark:
                return LoadField(code, MemorySize.Word, to, skb, SkBuff.MarkOffset);
            case SkbContext.QueueMapping:
                return LoadField(code, MemorySize.HalfWord, to, skb, SkBuff.QueueMappingOffset);
            case SkbContext.Protocol:
                return LoadField(code, MemorySize.HalfWord, to, skb, SkBuff.ProtocolOffset);
            case SkbContext.VlanPresent:
                code.Load(MemorySize.Word, to, skb, SkBuff.VlanAllOffset);
                code.Add(Instructions.JumpIfImm(JumpOperation.Equal, to, 0, 1));
                code.Add(Instructions.Mov32Imm(to, 1));
                return sizeof(uint);
            case SkbContext.VlanTag:
                return LoadField(code, MemorySize.HalfWord, to, skb, SkBuff.VlanTagOffset);
            case SkbContext.VlanProtocol:
                return LoadField(code, MemorySize.HalfWord, to, skb, SkBuff.VlanAllOffset);
            case SkbContext.Priority:
                return LoadField(code, MemorySize.Word, to, skb, SkBuff.PriorityOffset);
            case SkbContext.IngressInterface:
                return LoadField(code, MemorySize.Word, to, skb, SkBuff.IncomingInterfaceOffset);
            case SkbContext.Interface:
                code.Load(MemorySize.DoubleWord, to, skb, SkBuff.DeviceOffset);
                if (deviceMayBeNull)
                {
                    code.Add(Instructions.JumpIfImm(JumpOperation.Equal, to, 0, 1));
                }

                return LoadField(code, MemorySize.Word, to, to, NetworkDevice.InterfaceIndexOffset);
            case SkbContext.TrafficControlIndex:
                return LoadField(code, MemorySize.HalfWord, to, skb, SkBuff.TrafficControlIndexOffset);
            case SkbContext.Hash:
                return LoadField(code, MemorySize.Word, to, skb, SkBuff.HashOffset);
            case SkbContext.TrafficClassId:
                return LoadField(code, MemorySize.HalfWord, to, skb, SkBuff.TrafficClassIdOffset);
            case SkbContext.Data:
                return LoadField(code, MemorySize.DoubleWord, to, skb, SkBuff.DataOffset);
            case SkbContext.DataEnd:
                return LoadField(code, MemorySize.DoubleWord, to, skb, SkBuff.DataEndOffset);
            case SkbContext.DataMeta:
                return LoadField(code, MemorySize.DoubleWord, to, skb, SkBuff.DataMetaOffset);
            case SkbContext.NapiId:
                code.Load(MemorySize.Word, to, skb, SkBuff.NapiIdOffset);
                code.Add(Instructions.JumpIfImm(JumpOperation.GreaterOrEqual, to, SmallestNapiId, 1));
                code.Add(Instructions.MovImm(to, 0));
                return sizeof(uint);
            case SkbContext.WireLength:
                return LoadField(code, MemorySize.Word, to, skb, SkBuff.ControlBlockOffset);
            case SkbContext.Timestamp:
                WriteTimestampLoad(load, code);
                return sizeof(ulong);
            case SkbContext.TimestampType:
                code.Load(MemorySize.Byte, to, skb, SkBuff.TimestampTypeOffset);
                code.Add(Instructions.Alu32Imm(AluOperation.And, to, SkBuff.TimestampTypeMask));
                return sizeof(byte);
            case SkbContext.SegmentCount:
                return LoadShared(code, MemorySize.HalfWord, to, skb, SkBuff.SharedSegmentCountOffset);
            case SkbContext.SegmentSize:
                return LoadShared(code, MemorySize.HalfWord, to, skb, SkBuff.SharedSegmentSizeOffset);
            case SkbContext.HardwareTimestamp:
                return LoadShared(code, MemorySize.DoubleWord, to, skb, SkBuff.SharedHardwareTimestampOffset);
            default:
                throw new UnreachableException($"__sk_buff has no field to read at offset {load.Offset}");
        }
    }

    private static int LoadField(CodeBuffer code, MemorySize size, byte to, byte from, int offset)
    {
        code.Load(size, to, from, offset);
        return size switch { MemorySize.Byte => 1, MemorySize.HalfWord => 2, MemorySize.Word => 4, _ => 8 };
    }

    private static int LoadShared(CodeBuffer code, MemorySize size, byte to, byte skb, int offset)
    {
        code.Load(MemorySize.Word, DivisionCode.Scratch, skb, SkBuff.EndOffset);
        code.Load(MemorySize.DoubleWord, to, skb, SkBuff.HeadOffset);
        code.Add(Instructions.Alu64(AluOperation.Add, to, DivisionCode.Scratch));
        return LoadField(code, size, to, to, offset);
    }

    private static void WriteQueueMapping(in Instruction store, CodeBuffer code)
    {
        if (store.Class == InstructionClass.St && (uint)store.Immediate >= NoQueueMapping)
        {
            code.Add(Instructions.Jump(0));
            return;
        }

        if (store.Class == InstructionClass.Stx)
        {
            code.Add(Instructions.JumpIfImm(JumpOperation.GreaterOrEqual, store.Source, NoQueueMapping, 1));
        }

        code.StoreLike(MemorySize.HalfWord, store, SkBuff.QueueMappingOffset);
    }

    // At ingress a timestamp with a type is a delivery time, which a program that does not know of types reads as 0.
    private void WriteTimestampLoad(in Instruction load, CodeBuffer code)
    {
        byte to = load.Destination, skb = load.Source;
        if (!readsTimestampType)
        {
            code.Load(MemorySize.Byte, DivisionCode.Scratch, skb, SkBuff.TimestampTypeOffset);
            code.Add(Instructions.Jump32IfImm(JumpOperation.BitsSet, DivisionCode.Scratch, SkBuff.AtIngressMask, 1));
            code.Add(Instructions.Jump(4));
            code.Add(Instructions.Jump32IfImm(JumpOperation.BitsSet, DivisionCode.Scratch, SkBuff.TimestampTypeMask, 1));
            code.Add(Instructions.Jump(2));
            code.Add(Instructions.MovImm(to, 0));
            code.Add(Instructions.Jump(1));
        }

        code.Load(MemorySize.DoubleWord, to, skb, SkBuff.TimestampOffset);
    }

    private void WriteTimestampStore(in Instruction store, CodeBuffer code)
    {
        byte skb = store.Destination;
        if (!readsTimestampType)
        {
            code.Load(MemorySize.Byte, DivisionCode.Scratch, skb, SkBuff.TimestampTypeOffset);
            code.Add(Instructions.Jump32IfImm(JumpOperation.BitsSet, DivisionCode.Scratch, SkBuff.AtIngressMask, 1));
            code.Add(Instructions.Jump(2));
            code.Add(Instructions.Alu32Imm(AluOperation.And, DivisionCode.Scratch, ~SkBuff.TimestampTypeMask));
            code.Add(Instructions.Store(MemorySize.Byte, skb, SkBuff.TimestampTypeOffset, DivisionCode.Scratch));
        }

        code.StoreLike(MemorySize.DoubleWord, store, SkBuff.TimestampOffset);
    }
}

using System.Diagnostics;
using Nbpf.Isa;
using Nbpf.Runtime.Code;
using Nbpf.Runtime.Packets;

namespace Nbpf.Runtime.ProgramTypes;

/// <summary>Accesses of <c>struct xdp_md</c> as accesses of the XDP buffer itself (xdp_convert_ctx_access, net/core/filter.c, Linux 6.18).</summary>
internal sealed class XdpContextConversion : IContextConversion
{
    private XdpContextConversion()
    {
    }

    /// <summary>The same for all programs.</summary>
    public static XdpContextConversion Instance { get; } = new();

    /// <inheritdoc/>
    public int Write(in Instruction access, bool isWrite, CodeBuffer code)
    {
        byte to = access.Destination, context = access.Source;
        switch (access.Offset)
        {
            case XdpProgramType.Data:
                code.Load(MemorySize.DoubleWord, to, context, XdpBuff.DataOffset);
                break;
            case XdpProgramType.DataEnd:
                code.Load(MemorySize.DoubleWord, to, context, XdpBuff.DataEndOffset);
                break;
            case XdpProgramType.DataMeta:
                code.Load(MemorySize.DoubleWord, to, context, XdpBuff.DataMetaOffset);
                break;
            case XdpProgramType.IngressInterface:
                code.Load(MemorySize.DoubleWord, to, context, XdpBuff.ReceiveQueueOffset);
                code.Load(MemorySize.DoubleWord, to, to, XdpQueue.DeviceOffset);
                code.Load(MemorySize.Word, to, to, NetworkDevice.InterfaceIndexOffset);
                break;
            case XdpProgramType.ReceiveQueueIndex:
                code.Load(MemorySize.DoubleWord, to, context, XdpBuff.ReceiveQueueOffset);
                code.Load(MemorySize.Word, to, to, XdpQueue.QueueIndexOffset);
                break;
            case XdpProgramType.EgressInterface:
                code.Load(MemorySize.DoubleWord, to, context, XdpBuff.TransmitQueueOffset);
                code.Load(MemorySize.DoubleWord, to, to, XdpQueue.DeviceOffset);
                code.Load(MemorySize.Word, to, to, NetworkDevice.InterfaceIndexOffset);
                break;
            default:
                throw new UnreachableException($"xdp_md has no field at offset {access.Offset}");
        }

        return sizeof(uint);
    }
}

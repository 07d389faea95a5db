using Nbpf.Runtime.Packets;
using Nbpf.Runtime.Programs;
using Nbpf.Runtime.Runs;

namespace Nbpf.Runtime.Links;

/// <summary>Runs programs on packets at an interface's hooks: what the programs see is the packet as it arrives or leaves there.</summary>
internal static unsafe class PacketHooks
{
    /// <summary>Bytes of the largest packet that an XDP program can get in one piece.</summary>
    public const int MaximumXdpBytes = XdpBuff.PageBytes - XdpBuff.HeadroomBytes - XdpBuff.TailReserveBytes;

    /// <summary>Runs an XDP program.</summary>
    /// <param name="run">The passage.</param>
    /// <param name="program">The program.</param>
    /// <param name="interfaceIndex">The interface.</param>
    /// <param name="packet">The packet; receives what the program left of it.</param>
    public static uint RunXdp(HookRun run, KernelProgram program, uint interfaceIndex, ref byte[] packet)
    {
        // SAFETY: one block holds the frame, one the structures; all addresses derive from them and the run owns them. The packet fits (MaximumXdpBytes).
        byte* frame = run.Allocate(XdpBuff.PageBytes);
        XdpBuff* xdp = (XdpBuff*)run.Allocate((uint)(sizeof(XdpBuff) + sizeof(XdpQueue) + sizeof(NetworkDevice)));
        XdpQueue* queue = (XdpQueue*)(xdp + 1);
        NetworkDevice* device = (NetworkDevice*)(queue + 1);
        device->InterfaceIndex = interfaceIndex;
        queue->Device = device;
        xdp->HardStart = frame;
        xdp->FrameSizeBytes = XdpBuff.PageBytes;
        xdp->Data = frame + XdpBuff.HeadroomBytes;
        xdp->DataMeta = xdp->Data;
        xdp->DataEnd = xdp->Data + packet.Length;
        xdp->ReceiveQueue = queue;
        packet.CopyTo(new Span<byte>(xdp->Data, packet.Length));
        uint action = (uint)run.Execute(program, xdp, failure: (ulong)XdpAction.Aborted);
        packet = new ReadOnlySpan<byte>(xdp->Data, (int)xdp->LinearBytes).ToArray();
        return action;
    }

    /// <summary>Runs a chain of classifiers until one decides (tcx_run): anything but TCX_NEXT ends it.</summary>
    /// <param name="run">The passage.</param>
    /// <param name="programs">The programs, at least one.</param>
    /// <param name="interfaceIndex">The interface.</param>
    /// <param name="isIngress">Whether the packet arrives.</param>
    /// <param name="packet">The packet; receives what the programs left of it.</param>
    public static int RunChain(HookRun run, KernelProgram[] programs, uint interfaceIndex, bool isIngress, ref byte[] packet)
    {
        SkBuff* skb = MakeBuffer(run, packet, interfaceIndex);
        if (isIngress)
        {
            skb->IncomingInterface = interfaceIndex;
            ((byte*)skb)[SkBuff.TimestampTypeOffset] |= SkBuff.AtIngressMask;
        }
        int verdict = TcxAction.Next;
        foreach (KernelProgram program in programs)
        {
            skb->ComputeDataPointers();
            verdict = (int)run.Execute(program, skb, failure: TcxAction.Drop);
            if (verdict != TcxAction.Next)
                break;
        }
        packet = new ReadOnlySpan<byte>(skb->Data, (int)skb->Length).ToArray();
        return verdict is TcxAction.Pass or TcxAction.Drop or TcxAction.Redirect ? verdict : TcxAction.Next;
    }

    /// <summary>Runs a socket filter.</summary>
    /// <returns>How many bytes of the packet may pass; 0 drops it.</returns>
    public static uint RunFilter(HookRun run, KernelProgram program, uint interfaceIndex, byte[] packet)
    {
        SkBuff* skb = MakeBuffer(run, packet, interfaceIndex);
        skb->IncomingInterface = interfaceIndex;
        return Math.Min((uint)run.Execute(program, skb, failure: 0), (uint)packet.Length);
    }

    private static SkBuff* MakeBuffer(HookRun run, byte[] packet, uint interfaceIndex) => SkBuffMemory.Make(
        run.Allocate(SkBuffMemory.StructureBytes), run.Allocate(SkBuffMemory.PacketRoomBytes(packet.Length)), packet, interfaceIndex, seesLinkHeader: true);
}

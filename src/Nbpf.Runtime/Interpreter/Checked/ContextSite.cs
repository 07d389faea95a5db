using Nbpf.Isa;
using Nbpf.Runtime.ProgramTypes;
using Nbpf.Verification;

namespace Nbpf.Runtime.Interpreter.Checked;

/// <summary>A converted access of the context: the base must be the context itself, the field one that the type has, and the packet's pointers those of the packet.</summary>
/// <param name="type">The program's type.</param>
/// <param name="attachType">Its expected attach type.</param>
/// <param name="access">The access as the program has it.</param>
internal sealed unsafe class ContextSite(KernelProgramType type, AttachType attachType, Instruction access) : Site
{
    private readonly bool isWrite = access.Class is InstructionClass.St or InstructionClass.Stx;

    private byte Base => isWrite ? access.Destination : access.Source;

    /// <inheritdoc/>
    public override void Begin(InterpreterFrame* frame)
    {
        Provenance origin = frame->Shadow->Registers[Base];
        ulong context = frame->Registers[Base];
        RegionAccess wanted = isWrite ? RegionAccess.Write : RegionAccess.Read;
        if (origin.Kind != RegionKind.Context || context != origin.Start)
        {
            throw Faults.Of(frame, origin, context + (ulong)access.Offset, access.MemorySizeBytes, wanted, $"r{Base} must be the context");
        }

        if (!type.IsValidContextAccess(access.Offset, access.MemorySizeBytes, isWrite, attachType, out _))
        {
            throw Faults.Of(frame, origin, context + (ulong)access.Offset, access.MemorySizeBytes, wanted, "the context has no such field");
        }

        frame->Shadow->SiteObject = context;
    }

    /// <inheritdoc/>
    public override void Complete(InterpreterFrame* frame)
    {
        if (isWrite)
        {
            return;
        }

        type.IsValidContextAccess(access.Offset, access.MemorySizeBytes, isWrite, attachType, out ContextValue value);
        frame->Shadow->Registers[access.Destination] = Loaded(frame, value);
    }

    private Provenance Loaded(InterpreterFrame* frame, ContextValue value)
    {
        if (value == ContextValue.Scalar)
        {
            return default;
        }

        (ulong meta, ulong data, ulong end) = type.PacketOf((void*)frame->Shadow->SiteObject);
        Provenance loaded = new() { Stamp = frame->Shadow->Run->PacketGeneration, Start = end, End = end };
        switch (value)
        {
            case ContextValue.Packet:
                (loaded.Kind, loaded.Start) = (RegionKind.Packet, data);
                break;
            case ContextValue.PacketMeta:
                (loaded.Kind, loaded.Start, loaded.End) = (RegionKind.Packet, meta, Math.Max(meta, data));
                break;
            default:
                loaded.Kind = RegionKind.PacketEnd;
                break;
        }

        loaded.Access = loaded.Kind != RegionKind.Packet ? RegionAccess.None : type.MayWritePacket ? RegionAccess.Read | RegionAccess.Write : RegionAccess.Read;
        ulong found = frame->Registers[access.Destination];
        return found == loaded.Start ? loaded : throw Faults.Of(frame, loaded, found, 0, RegionAccess.None, $"r{access.Destination} must be 0x{loaded.Start:x}, where the packet is");
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Nbpf.Runtime.Interpreter;

/// <summary>
/// Holds every access against the stacks of the run and a memory map. Each frame remembers the regions that its last few accessing
/// instructions touched: an instruction mostly stays in its region.
/// </summary>
internal readonly unsafe struct CheckedAccess : IMemoryAccess
{
    private const int CacheSize = 16;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Before(DecodedInstruction* instruction, InterpreterFrame* frame)
    {
        if (frame->Subprogram->Observer != 0) Observe(instruction, frame);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Check(DecodedInstruction* instruction, InterpreterFrame* frame, ulong address, int sizeBytes, bool isWrite)
    {
        // SAFETY: the cache has CacheSize entries and lives as long as the frame.
        CachedRegion* cached = frame->Cache + ((nuint)instruction / (nuint)sizeof(DecodedInstruction) % CacheSize);
        bool hit = cached->Instruction == instruction && address - cached->Start <= cached->LengthBytes - (ulong)sizeBytes;
        if (!hit) Find(instruction, frame, cached, address, sizeBytes, isWrite);
    }

    /// <inheritdoc/>
    public static void Interpret(InterpreterFrame* frame)
    {
        CachedRegion* cache = stackalloc CachedRegion[CacheSize];
        frame->Cache = cache;
        frame->Previous = (InterpreterFrame*)frame->Run->CheckedFrame;
        frame->Run->CheckedFrame = frame;
        try
        {
            InterpreterLoop<CheckedAccess>.Run(frame);
        }
        finally
        {
            frame->Run->CheckedFrame = frame->Previous;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Observe(DecodedInstruction* instruction, InterpreterFrame* frame)
    {
        IStepObserver observer = (IStepObserver)GCHandle.FromIntPtr(frame->Subprogram->Observer).Target!;
        observer.Before(frame, (int)(instruction - frame->Subprogram->Program));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Find(DecodedInstruction* instruction, InterpreterFrame* frame, CachedRegion* cached, ulong address, int sizeBytes, bool isWrite)
    {
        bool found = FindStack(frame, address, out MemoryRegion region) || FindMapped(frame, address, out region);
        bool inside = found && region.End - address >= (ulong)sizeBytes && (region.IsWritable || !isWrite);
        if (!inside) throw new InterpreterFaultException((int)(instruction - frame->Subprogram->Program), address, sizeBytes, isWrite);
        if (!region.IsTransient) *cached = new CachedRegion { Instruction = instruction, Start = region.Start, LengthBytes = region.End - region.Start };
    }

    private static bool FindStack(InterpreterFrame* frame, ulong address, out MemoryRegion region)
    {
        for (InterpreterFrame* owner = frame; owner is not null; owner = owner->Previous)
        {
            region = new((ulong)owner->Stack, (ulong)owner->Stack + (ulong)owner->Subprogram->StackBytes, IsWritable: true);
            if (address >= region.Start && address < region.End) return true;
        }

        region = default;
        return false;
    }

    private static bool FindMapped(InterpreterFrame* frame, ulong address, out MemoryRegion region)
    {
        IMemoryMap memory = (IMemoryMap)GCHandle.FromIntPtr(frame->Subprogram->Memory).Target!;
        return memory.TryFindRegion(frame->Run, address, out region) && address >= region.Start && address < region.End;
    }

    /// <summary>The region that an instruction last touched.</summary>
    internal struct CachedRegion
    {
        /// <summary>The instruction.</summary>
        public DecodedInstruction* Instruction;

        /// <summary>The region's first address.</summary>
        public ulong Start;

        /// <summary>The region's size.</summary>
        public ulong LengthBytes;
    }
}

using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Interpreter;

namespace Nbpf.Runtime.Tests.Execution;

/// <summary>A memory map of given regions.</summary>
internal sealed unsafe class TestMemory : IMemoryMap
{
    private readonly List<MemoryRegion> regions = [];

    public void Add(ulong start, int length, bool isWritable = true) => regions.Add(new(start, start + (ulong)length, isWritable));

    public bool TryFindRegion(RunFrame* run, ulong address, out MemoryRegion region)
    {
        region = regions.Find(r => address >= r.Start && address < r.End);
        return region.End != 0;
    }
}

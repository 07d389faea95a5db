using Nbpf.Runtime.Interpreter.Checked;

namespace Nbpf.Runtime.Tests.Execution;

/// <summary>The memory of programs of bare instructions: contexts that they touch as they are.</summary>
internal sealed unsafe class TestMemory : CheckedMemory
{
    private readonly Dictionary<ulong, (int Length, RegionAccess Access)> contexts = [];

    public override ulong FreeCount => 0;

    public void Add(ulong start, int length, bool isWritable = true) => contexts[start] = (length, isWritable ? RegionAccess.Read | RegionAccess.Write : RegionAccess.Read);

    public override bool IsAlive(ulong address, ulong lengthBytes) => true;

    public override bool AreInOneBlock(ulong first, ulong second) => true;

    public override bool IsFreed(ulong address) => false;

    public override int ContextBytes(void* context, out RegionAccess access)
    {
        (int length, access) = contexts.GetValueOrDefault((ulong)context);
        return length;
    }
}

using Nbpf.Runtime.Memory;

namespace Nbpf.Runtime.Maps;

/// <summary>
/// Elements in one block that is made with the map: taking one never allocates. Free elements wait in line, so that an element
/// comes back as late as possible: after its grace period, unless all free ones are within theirs (Linux reuses at once).
/// </summary>
internal sealed unsafe class PreallocatedElements : ElementStore
{
    private readonly MapEnvironment environment;
    private readonly ElementLayout layout;
    private readonly uint count;
    private byte* block;
    private int gate;
    private uint neverUsed;
    private HashElement* oldest;
    private HashElement* newest;

    private PreallocatedElements(MapEnvironment environment, ElementLayout layout, uint count)
    {
        this.environment = environment;
        this.layout = layout;
        this.count = count;
    }

    /// <inheritdoc/>
    public override ulong MemoryBytes
        => count * ((ulong)layout.ElementSize + (layout.IsPerCpu ? layout.PaddedValueSize * (ulong)environment.CpuCount : 0));

    /// <summary>Number of elements.</summary>
    public uint Count => count;

    /// <summary>Makes the elements, or null when there is no room.</summary>
    public static PreallocatedElements? TryCreate(MapEnvironment environment, ElementLayout layout, uint count)
    {
        PreallocatedElements elements = new(environment, layout, count);
        elements.block = environment.Heap.TryAllocate(count * (ulong)layout.ElementSize);
        if (elements.block == null)
            return null;
        if (layout.IsPerCpu && !elements.TryAllocateValues())
        {
            elements.Release();
            return null;
        }
        return elements;
    }

    /// <summary>An element by number.</summary>
    /// <param name="index">Below <see cref="Count"/>.</param>
    public HashElement* At(uint index) => (HashElement*)(block + index * (ulong)layout.ElementSize);

    /// <inheritdoc/>
    public override bool IsPreallocated => true;

    /// <inheritdoc/>
    public override HashElement* TryTake(out bool isRested)
    {
        // SAFETY: elements in line are free and belong to this block; the gate makes the line ours.
        SpinGate.Enter(ref gate);
        HashElement* taken = oldest;
        isRested = taken == null || environment.GracePeriods.HasElapsed(taken->FreeStamp);
        if (taken != null && (isRested || neverUsed == count))
        {
            oldest = taken->FreeNext;
            if (oldest == null)
                newest = null;
        }
        else
        {
            isRested = true;
            taken = neverUsed < count ? At(neverUsed++) : null;
        }
        SpinGate.Exit(ref gate);
        return taken;
    }

    /// <inheritdoc/>
    public override void Return(HashElement* element)
    {
        element->FreeStamp = environment.GracePeriods.NextStamp();
        Append(element);
    }

    /// <inheritdoc/>
    public override void Release()
    {
        if (layout.IsPerCpu)
        {
            for (uint i = 0; i < count; i++)
                environment.PerCpu.Free(*PerCpuValue(i), layout.PaddedValueSize);
        }
        environment.Heap.Free(block);
    }

    private void Append(HashElement* element)
    {
        element->FreeNext = null;
        SpinGate.Enter(ref gate);
        if (newest == null)
            oldest = element;
        else
            newest->FreeNext = element;
        newest = element;
        SpinGate.Exit(ref gate);
    }

    private bool TryAllocateValues()
    {
        for (uint i = 0; i < count; i++)
        {
            byte* value = environment.PerCpu.TryAllocate(layout.PaddedValueSize);
            if (value == null)
                return false;
            *PerCpuValue(i) = value;
        }
        return true;
    }

    private byte** PerCpuValue(uint index) => (byte**)((byte*)At(index) + layout.ValueOffset);
}

using System.Runtime.InteropServices;
using Nbpf.Runtime.Execution;

namespace Nbpf.Runtime.Tests.Execution;

/// <summary>A program array's native form: the header, and slots that hold addresses of targets.</summary>
internal sealed unsafe class ProgramArray : IDisposable
{
    private readonly TailCallTarget* targets;

    public ProgramArray(uint slots)
    {
        Header = (MapHeader*)NativeMemory.AllocZeroed(MapHeader.ArrayValuesOffset + slots * sizeof(ulong));
        Header->MaxEntries = slots;
        targets = (TailCallTarget*)NativeMemory.AllocZeroed(slots, (nuint)sizeof(TailCallTarget));
    }

    public MapHeader* Header { get; }

    public TestMemory Memory { get; } = new();

    public void Set(int slot, Executable program)
    {
        targets[slot] = new TailCallTarget { Entry = program.Entry, Handle = program.Handle };
        ((TailCallTarget**)((byte*)Header + MapHeader.ArrayValuesOffset))[slot] = targets + slot;
    }

    public void Dispose()
    {
        NativeMemory.Free(targets);
        NativeMemory.Free(Header);
    }
}

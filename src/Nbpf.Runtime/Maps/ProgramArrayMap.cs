using Nbpf.Isa;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Interleaving;
using Nbpf.Runtime.Objects;
using Nbpf.Syscall;
using Nbpf.Verification;

namespace Nbpf.Runtime.Maps;

/// <summary>
/// BPF_MAP_TYPE_PROG_ARRAY: slots of 8 bytes hold the address of a program's <see cref="TailCallTarget"/>, to which the map holds a
/// reference, or 0 (kernel/bpf/arraymap.c). It is emptied when its last descriptor is closed, because its programs may in turn hold it.
/// </summary>
internal sealed unsafe class ProgramArrayMap(MapEnvironment environment, ProgramArrayType definition, MapCreateAttributes attributes, MapHeader* header)
    : ArrayFamilyMap(environment, definition, attributes, header)
{
    private readonly Lock gate = new();
    private readonly Dictionary<uint, KernelObject> programs = [];
    private TailCallSignature? signature;

    /// <inheritdoc/>
    public override uint CommandValueSize => sizeof(uint);

    /// <summary>
    /// Whether a program may stand in this array or hold it: the first one decides for all (bpf_prog_map_compatible). A load of a program
    /// that uses the array asks this too, and answers EINVAL.
    /// </summary>
    /// <param name="program">What the program is.</param>
    public bool TryAdmit(TailCallSignature program)
    {
        lock (gate)
            return (signature ??= program) == program;
    }

    /// <inheritdoc/>
    public override Errno Lookup(byte* key, byte* value)
    {
        lock (gate)
        {
            if (!programs.TryGetValue(*(uint*)key, out KernelObject? program))
                return Errno.ENOENT;
            if (value != null)
                *(uint*)value = program.Id;
            return Errno.None;
        }
    }

    /// <inheritdoc/>
    public override Errno Update(byte* key, byte* value, ulong flags)
    {
        uint index = *(uint*)key;
        if (flags != 0)
            return Errno.EINVAL;
        if (index >= MaxEntries)
            return Errno.E2BIG;
        Errno error = Environment.Objects.Acquire(*(int*)value, out KernelObject? program);
        if (error != Errno.None)
            return error;
        if (program is not ITailCallTarget target || !TryAdmit(target.Signature))
        {
            program!.Put();
            return Errno.EINVAL;
        }
        KernelObject? old = program;
        bool isOpen;
        Interleaved.At(YieldPoint.ProgramPut);
        lock (gate)
        {
            // What is put in after the last descriptor was closed would stay for ever, when the program holds the array.
            isOpen = HasDescriptor;
            if (isOpen)
            {
                programs.TryGetValue(index, out old);
                programs[index] = program;

                // A release: a tail call that finds the target finds what is in it.
                Volatile.Write(ref *Slot(index), (nint)target.NativeTarget);
            }
        }
        old?.Put();
        return isOpen ? Errno.None : Errno.EBADF;
    }

    /// <inheritdoc/>
    public override Errno Delete(byte* key)
    {
        uint index = *(uint*)key;
        if (index >= MaxEntries)
            return Errno.E2BIG;
        KernelObject? old;
        lock (gate)
        {
            if (!programs.Remove(index, out old))
                return Errno.ENOENT;
            Volatile.Write(ref *Slot(index), 0);
        }
        old.Put();
        return Errno.None;
    }

    /// <inheritdoc/>
    protected override void OnLastDescriptorClosed() => Clear();

    /// <inheritdoc/>
    protected override void ReleaseStorage() => Clear();

    private void Clear()
    {
        KernelObject[] held;
        lock (gate)
        {
            foreach (uint index in programs.Keys)
                Volatile.Write(ref *Slot(index), 0);
            held = [.. programs.Values];
            programs.Clear();
        }
        foreach (KernelObject program in held)
            program.Put();
    }

    private nint* Slot(uint index) => (nint*)ElementAt(index);
}

/// <summary>The map type PROG_ARRAY.</summary>
internal sealed unsafe class ProgramArrayType : ArrayFamilyType
{
    /// <inheritdoc/>
    public override MapType Type => MapType.ProgramArray;

    /// <inheritdoc/>
    public override bool CanBeInner => false;

    /// <inheritdoc/>
    public override Errno CheckAttributes(MapCreateAttributes attributes) => CheckDescriptorArray(attributes);

    /// <inheritdoc/>
    public override Errno Create(MapEnvironment environment, MapCreateAttributes attributes, out KernelMap? map)
    {
        MapHeader* header = TryAllocateBlock(environment, attributes, sizeof(ulong));
        map = header == null ? null : new ProgramArrayMap(environment, this, attributes, header);
        return map is null ? Errno.ENOMEM : Errno.None;
    }

    /// <summary>Any BTF with a key (the type has no map_check_btf in Linux).</summary>
    public override Errno CheckBtf(KernelMap map, BtfTypeShape? key, BtfTypeShape value) => key is null ? Errno.EINVAL : Errno.None;

    /// <inheritdoc/>
    public override int EmitLookup(IMapFacts map, MapFunctions functions, Span<Instruction> buffer) => 0;

    /// <inheritdoc/>
    public override KernelFunction? FunctionFor(MapFunctions functions, HelperId helper) => null;
}

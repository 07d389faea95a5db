using System.Globalization;
using System.Text;

namespace Nbpf.Differential.Commands.Scripts;

/// <summary>
/// The assembly of an XDP program that does things to maps, block by block. Keys are 4 bytes at fp-4, values below fp-8; a key is a number or, as <see cref="FromPacket"/>,
/// the packet's first byte. The program returns what the blocks' calls gave: r6 = 31 * r6 + r0 after each.
/// </summary>
internal sealed class ProgramText
{
    /// <summary>The key that stands for the packet's first byte.</summary>
    public const int FromPacket = -1000;

    private readonly StringBuilder body = new();
    private int labels;

    /// <summary>bpf_map_update_elem with a value of some size; its answer.</summary>
    public ProgramText Update(string map, int key, int seed, int valueSize, ulong flags) => Value(valueSize, seed).Key(key).Map(map).UpdateHere(valueSize, flags).Result();

    /// <summary>bpf_map_delete_elem; its answer.</summary>
    public ProgramText Delete(string map, int key) => Key(key).Map(map).Line("r2 = r10\nr2 += -4\ncall bpf_map_delete_elem").Result();

    /// <summary>bpf_map_lookup_elem; the value's first 4 bytes, 99 when there is none.</summary>
    public ProgramText Lookup(string map, int key) => Key(key).Map(map).Line("r2 = r10\nr2 += -4\ncall bpf_map_lookup_elem").ReadValue(99).Result();

    /// <summary>bpf_map_lookup_percpu_elem; 1 when there is such an element.</summary>
    public ProgramText LookupOfCpu(string map, int key, int cpu)
    {
        string end = Label();
        return Key(key).Map(map).Line($"r2 = r10\nr2 += -4\nr3 = {Number(cpu)}\ncall bpf_map_lookup_percpu_elem\nif r0 == 0 goto {end}\nr0 = 1\n{end}:").Result();
    }

    /// <summary>Adds one to the first 4 bytes of a value; 1 when there is one.</summary>
    public ProgramText Count(string map, int key)
    {
        string end = Label();
        return Key(key).Map(map).Line($"r2 = r10\nr2 += -4\ncall bpf_map_lookup_elem\nif r0 == 0 goto {end}\nr1 = *(u32 *)(r0 +0)\nr1 += 1\n*(u32 *)(r0 +0) = r1\nr0 = 1\n{end}:").Result();
    }

    /// <summary>Looks an inner map up and a key in it; the first 4 bytes of its value, 98 without inner map, 99 without value.</summary>
    public ProgramText LookupInner(string outer, int outerKey, int key)
    {
        string end = Label();
        return Inner(outer, outerKey, end).Key(key).Line("r1 = r0\nr2 = r10\nr2 += -4\ncall bpf_map_lookup_elem").ReadValue(99).Line($"{end}:").Result();
    }

    /// <summary>Looks an inner map up and stores a value in it; what the helper answers, 98 without inner map.</summary>
    public ProgramText UpdateInner(string outer, int outerKey, int key, int seed, int valueSize, ulong flags)
    {
        string end = Label();
        return Value(valueSize, seed).Inner(outer, outerKey, end).Key(key).Line("r1 = r0").UpdateHere(valueSize, flags).Line($"{end}:").Result();
    }

    /// <summary>Looks an inner map up and deletes a key in it; what the helper answers, 98 without inner map.</summary>
    public ProgramText DeleteInner(string outer, int outerKey, int key)
    {
        string end = Label();
        return Inner(outer, outerKey, end).Key(key).Line($"r1 = r0\nr2 = r10\nr2 += -4\ncall bpf_map_delete_elem\n{end}:").Result();
    }

    /// <summary>Goes on in another program, if the array has one there; 7 when not.</summary>
    public ProgramText TailCall(string programs, int index) => Line($"r1 = r9\nr2 = map_fd {programs} ll\nr3 = {(index == FromPacket ? "r7" : Number(index))}\ncall bpf_tail_call\nr0 = 7").Result();

    /// <summary>bpf_ringbuf_output of so many bytes, at most 256; its answer.</summary>
    public ProgramText Output(string ring, int size, ulong flags)
    {
        Value(size, 1).Map(ring).Line($"r2 = r10\nr2 += {Number(ValueOffset(size))}\nr3 = {Number(size)}\nr4 = {Number((int)flags)}\ncall bpf_ringbuf_output");
        return Result();
    }

    /// <summary>bpf_ringbuf_query; its answer.</summary>
    public ProgramText Query(string ring, int what) => Map(ring).Line($"r2 = {Number(what)}\ncall bpf_ringbuf_query").Result();

    public override string ToString() => $"""
        r9 = r1
        r7 = 0
        r2 = *(u32 *)(r1 +0)
        r3 = *(u32 *)(r1 +4)
        r4 = r2
        r4 += 1
        if r4 > r3 goto begin
        r7 = *(u8 *)(r2 +0)
        begin:
        r6 = 0
        {body.ToString().TrimEnd('\n')}
        r0 = r6
        exit
        """;

    private ProgramText Inner(string outer, int key, string end)
    {
        string found = Label();
        return Key(key).Map(outer).Line($"r2 = r10\nr2 += -4\ncall bpf_map_lookup_elem\nif r0 != 0 goto {found}\nr0 = 98\ngoto {end}\n{found}:");
    }

    private ProgramText UpdateHere(int valueSize, ulong flags) =>
        Line($"r2 = r10\nr2 += -4\nr3 = r10\nr3 += {Number(ValueOffset(valueSize))}\nr4 = {Number((int)flags)}\ncall bpf_map_update_elem");

    private ProgramText ReadValue(int missing)
    {
        string end = Label(), found = Label();
        return Line($"if r0 != 0 goto {found}\nr0 = {Number(missing)}\ngoto {end}\n{found}:\nr0 = *(u32 *)(r0 +0)\n{end}:");
    }

    private ProgramText Key(int key) => Line($"*(u32 *)(r10 -4) = {(key == FromPacket ? "r7" : Number(key))}");

    private ProgramText Value(int size, int seed)
    {
        for (int offset = ValueOffset(size), word = 0; offset < -8; offset += 8, word++) Line($"*(u64 *)(r10 {Number(offset)}) = {Number(seed + (word * 0x100))}");
        return this;
    }

    private ProgramText Map(string map) => Line($"r1 = map_fd {map} ll");

    private ProgramText Result() => Line("r6 *= 31\nr6 += r0");

    private ProgramText Line(string text)
    {
        body.Append(text).Append('\n');
        return this;
    }

    private string Label() => $"l{Number(labels++)}";

    private static int ValueOffset(int size) => -8 - ((size + 7) & ~7);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}

using System.Collections.Immutable;
using Nbpf.Isa;

namespace Nbpf.Syscall;

/// <summary>What the kernel tells of a program (struct bpf_prog_info).</summary>
public sealed record ProgInfo
{
    /// <summary>type</summary>
    public required ProgramType Type { get; init; }

    /// <summary>id</summary>
    public required uint Id { get; init; }

    /// <summary>name, possibly empty</summary>
    public required string Name { get; init; }

    /// <summary>tag: 8 bytes over the instructions as they were loaded (SHA-256 since Linux 6.18)</summary>
    public required ImmutableArray<byte> Tag { get; init; }

    /// <summary>gpl_compatible</summary>
    public required bool GplCompatible { get; init; }

    /// <summary>load_time in nanoseconds since boot</summary>
    public required ulong LoadTimeNanoseconds { get; init; }

    /// <summary>created_by_uid</summary>
    public required uint CreatedByUid { get; init; }

    /// <summary>map_ids: the maps the program uses</summary>
    public required ImmutableArray<uint> MapIds { get; init; }

    /// <summary>btf_id: id of the program's BTF object, or 0</summary>
    public required uint BtfId { get; init; }

    /// <summary>xlated_prog_insns: the program after the rewrites. Map ids stand in the 64-bit immediate loads; a call of a subprogram has its
    /// distance in the offset and the subprogram's number in the immediate, as Linux tells it after its JIT.</summary>
    public required ImmutableArray<Instruction> XlatedInstructions { get; init; }

    /// <summary>Names of the kernel functions that the xlated program calls, by the calls' immediates (Linux: through kallsyms).</summary>
    public required ImmutableDictionary<int, string> FunctionNames { get; init; }

    /// <summary>jited_prog_insns: machine code, empty where there is none to show</summary>
    public required ImmutableArray<byte> JitedImage { get; init; }

    /// <summary>jited_prog_len: size of the machine code in bytes, 0 when unknown</summary>
    public required uint JitedLength { get; init; }

    /// <summary>func_info of the xlated program: records of 8 bytes (instruction offset in slots, type id)</summary>
    public required ImmutableArray<byte> FuncInfo { get; init; }

    /// <summary>line_info of the xlated program: records of 16 bytes (instruction offset in slots, file, line text, line and column)</summary>
    public required ImmutableArray<byte> LineInfo { get; init; }

    /// <summary>prog_tags: one tag of 8 bytes per subprogram; the program's own for one without subprograms</summary>
    public required ImmutableArray<byte> SubprogramTags { get; init; }

    /// <summary>verified_insns: instructions that the verifier processed</summary>
    public required uint VerifiedInstructions { get; init; }

    /// <summary>run_time_ns, when statistics are enabled</summary>
    public required ulong RunTimeNanoseconds { get; init; }

    /// <summary>run_cnt, when statistics are enabled</summary>
    public required ulong RunCount { get; init; }

    /// <summary>Bytes of memory the program accounts for (<c>memlock</c> of the fd's fdinfo in Linux).</summary>
    public required ulong MemoryBytes { get; init; }
}

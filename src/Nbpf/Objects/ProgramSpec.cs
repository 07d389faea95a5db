using System.Collections.Immutable;
using Nbpf.Isa;

namespace Nbpf;

/// <summary>
/// What an object file says of a program, before any kernel is asked: its own instructions with those of the subprograms it
/// calls behind them, and the names its instructions refer to. Type, attach type, flags and whether it is loaded may be
/// changed until then. Not thread-safe.
/// </summary>
public sealed class ProgramSpec
{
    /// <summary>The function's name; the kernel keeps the first 15 bytes.</summary>
    public required string Name { get; init; }

    /// <summary>The section's name as written, with a leading question mark where there is one.</summary>
    public required string SectionName { get; init; }

    /// <summary>Program type; <see cref="ProgramType.Unspec"/> when the section's name is not known, which is an error when loaded.</summary>
    public ProgramType Type { get; set; }

    /// <summary>Expected attach type.</summary>
    public AttachType AttachType { get; set; }

    /// <summary>Load flags.</summary>
    public ProgramFlags Flags { get; set; }

    /// <summary>What the program attaches to: the part of the section's name after the slash, possibly empty.</summary>
    public string AttachTarget { get; set; } = "";

    /// <summary>True when the attach target is a type of the kernel's BTF that is looked up when the program is loaded.</summary>
    public bool HasKernelTarget { get; set; }

    /// <summary>The program whose function <see cref="AttachTarget"/> is replaced or traced; null when the target is the kernel's. Stays its owner's.</summary>
    public BpfProgram? AttachProgram { get; private set; }

    /// <summary>True when kernels that know no expected attach types (before 4.17) may get the program without.</summary>
    public bool IsAttachTypeOptional { get; set; }

    /// <summary>False for a program that is loaded on demand only: <c>SEC("?…")</c>.</summary>
    public bool IsAutoloaded { get; set; } = true;

    /// <summary>
    /// The instructions, subprograms appended in the order in which they are first called. Loads of maps carry their pseudo source
    /// register and a file descriptor of 0.
    /// </summary>
    public required ImmutableArray<Instruction> Instructions { get; init; }

    /// <summary>The names that instructions refer to, by ascending instruction.</summary>
    public required ImmutableArray<InstructionReference> References { get; init; }

    /// <summary>Where the program and its subprograms start; empty without BTF.</summary>
    public required ImmutableArray<BtfFuncInfo> FuncInfo { get; init; }

    /// <summary>Source lines; empty without BTF.</summary>
    public required ImmutableArray<BtfLineInfo> LineInfo { get; init; }

    /// <summary>CO-RE relocations of the program and its subprograms, resolved when the program is loaded.</summary>
    public required ImmutableArray<BtfCoreRelocation> CoreRelocations { get; init; }

    /// <summary>Says which function of a loaded program this one replaces (<c>freplace</c>) or traces (<c>fentry</c>, <c>fexit</c>).</summary>
    /// <param name="program">The loaded program; it needs BTF.</param>
    /// <param name="function">The function's name in it.</param>
    /// <exception cref="ArgumentException">Programs of this type do not attach to programs.</exception>
    public void SetAttachTarget(BpfProgram program, string function)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(function);
        if (Type is not (ProgramType.Ext or ProgramType.Tracing)) throw new ArgumentException($"programs of type {KernelNames.Of(Type)} do not attach to programs", nameof(program));
        AttachProgram = program;
        AttachTarget = function;
    }
}

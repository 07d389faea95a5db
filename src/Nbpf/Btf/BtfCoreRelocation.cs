namespace Nbpf;

/// <summary>A CO-RE relocation: an instruction that depends on the layout of the kernel's types (struct bpf_core_relo).</summary>
/// <param name="InstructionIndex">The instruction, in slots from the section's start.</param>
/// <param name="TypeId">The root type in the object's own BTF.</param>
/// <param name="AccessString">Path from the root, such as <c>0:1:2</c>.</param>
/// <param name="Kind">What is asked of the path.</param>
public readonly record struct BtfCoreRelocation(uint InstructionIndex, uint TypeId, string AccessString, CoreRelocationKind Kind);

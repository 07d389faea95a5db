using Nbpf.Isa;

namespace Nbpf.Runtime.Code;

/// <summary>One slot of code under rewrite.</summary>
/// <param name="Instruction">The instruction; a jump's or call's distance is filled in when the code is laid out.</param>
/// <param name="Target">The original slot that a jump, call or subprogram address goes to, or -1 when its distance stands in the instruction.</param>
/// <param name="Address">What a run loads, for the first slot of a load of a map or map value.</param>
internal readonly record struct CodeSlot(Instruction Instruction, int Target = -1, ulong Address = 0);

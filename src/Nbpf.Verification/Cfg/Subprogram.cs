namespace Nbpf.Verification.Cfg;

/// <summary>A contiguous run of instructions that is entered by calls, or at the program's start.</summary>
/// <param name="Start">Slot index of its first instruction.</param>
/// <param name="End">Slot index after its last.</param>
/// <param name="HasTailCall">It contains a call of bpf_tail_call.</param>
/// <param name="HasLegacyLoad">It contains <c>ld_abs</c> or <c>ld_ind</c>.</param>
public readonly record struct Subprogram(int Start, int End, bool HasTailCall, bool HasLegacyLoad);

using Nbpf.Verification.State;

namespace Nbpf.Verification.Session;

/// <summary>A path put aside.</summary>
/// <param name="Path">Its state.</param>
/// <param name="Instruction">Slot index at which it goes on.</param>
/// <param name="Previous">Slot index of the instruction it comes from.</param>
/// <param name="LogPosition">Where the log ended.</param>
internal readonly record struct PendingBranch(PathState Path, int Instruction, int Previous, int LogPosition);

using Nbpf.Syscall;

namespace Nbpf.Verification.Session;

/// <summary>Why a program is refused.</summary>
/// <param name="Errno">Linux's error.</param>
/// <param name="Outcome">What kind of refusal it is.</param>
/// <param name="Reason">The line that explains it.</param>
/// <param name="LastLine">The log's last line, which may say less.</param>
/// <param name="InstructionIndex">Slot index of the instruction.</param>
internal sealed record Rejection(Errno Errno, LoadOutcome Outcome, string Reason, string LastLine, int InstructionIndex);

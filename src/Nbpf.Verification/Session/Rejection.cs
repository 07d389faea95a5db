using Nbpf.Syscall;

namespace Nbpf.Verification.Session;

/// <summary>Why a program is refused.</summary>
/// <param name="Errno">Linux's error.</param>
/// <param name="Message">The last line that explains it.</param>
/// <param name="InstructionIndex">Slot index of the instruction.</param>
internal sealed record Rejection(Errno Errno, string Message, int InstructionIndex);

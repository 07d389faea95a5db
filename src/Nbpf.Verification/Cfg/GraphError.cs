using Nbpf.Syscall;

namespace Nbpf.Verification.Cfg;

/// <summary>Why a program's shape is refused.</summary>
/// <param name="Message">Linux's line, without its end.</param>
/// <param name="Errno">Linux's error.</param>
/// <param name="InstructionIndex">Slot index of the instruction at fault.</param>
public sealed record GraphError(string Message, Errno Errno, int InstructionIndex);

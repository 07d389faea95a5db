using Nbpf.Isa;

namespace Nbpf.Features;

/// <summary>Programs that a kernel takes only when it has a feature of the instruction set or the verifier.</summary>
internal static class InstructionProbe
{
    /// <summary>One more instruction than kernels before 5.2 take.</summary>
    internal static Instruction[] Large { get; } = [.. Enumerable.Repeat(Instructions.MovImm(0, 1), 4096), Instructions.Exit()];

    /// <summary>Counts down from ten (5.3).</summary>
    internal static Instruction[] BoundedLoop { get; } =
    [
        Instructions.MovImm(0, 10),
        Instructions.Alu64Imm(AluOperation.Sub, 0, 1),
        Instructions.JumpIfImm(JumpOperation.NotEqual, 0, 0, -2),
        Instructions.Exit(),
    ];

    /// <summary>
    /// What a version of the instruction set added, as clang's -mcpu counts them: 2 unsigned less-than jumps (4.14), 3 jumps on 32 bits
    /// (5.1), 4 long jumps (6.6).
    /// </summary>
    internal static Instruction[] Version(int version) => version switch
    {
        2 => [Instructions.MovImm(0, 0), Instructions.JumpIfImm(JumpOperation.Less, 0, 0, 1), Instructions.MovImm(0, 1), Instructions.Exit()],
        3 => [Instructions.MovImm(0, 0), Instructions.Jump32IfImm(JumpOperation.Less, 0, 0, 1), Instructions.MovImm(0, 1), Instructions.Exit()],
        // The conditional jump is there so that no instruction is out of reach.
        4 =>
        [
            Instructions.MovImm(0, 0), Instructions.JumpIfImm(JumpOperation.Equal, 0, 1, 1), Instructions.JumpLong(1),
            Instructions.MovImm(0, 1), Instructions.Exit(),
        ],
        _ => throw new ArgumentOutOfRangeException(nameof(version), version, "versions 2, 3 and 4 can be asked for"),
    };
}

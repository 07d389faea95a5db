namespace Nbpf.Verification.Cfg;

/// <summary>A contiguous run of instructions that is entered by calls, or at the program's start.</summary>
/// <param name="Start">Slot index of its first instruction.</param>
/// <param name="End">Slot index after its last.</param>
/// <param name="EarlyExits">The ways out of it besides <c>exit</c> that it contains.</param>
public readonly record struct Subprogram(int Start, int End, EarlyExits EarlyExits)
{
    /// <summary>True when it contains a way out.</summary>
    public bool Contains(EarlyExits exit) => (EarlyExits & exit) != 0;
}

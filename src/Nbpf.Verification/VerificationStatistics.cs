namespace Nbpf.Verification;

/// <summary>What a verification cost (the log's last line).</summary>
/// <param name="ProcessedInstructions">Instructions explored over all paths.</param>
/// <param name="MaxStatesPerInstruction">Longest list of states kept at one instruction.</param>
/// <param name="TotalStates">States kept.</param>
/// <param name="PeakStates">Most states alive at once.</param>
public readonly record struct VerificationStatistics(int ProcessedInstructions, int MaxStatesPerInstruction, int TotalStates, int PeakStates);

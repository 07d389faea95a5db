namespace Nbpf.Verification;

/// <summary>A subprogram of a verified program.</summary>
/// <param name="Start">Slot index of its first instruction.</param>
/// <param name="Length">Number of slots.</param>
/// <param name="StackDepthBytes">Bytes of stack it uses, as the log's <c>stack depth</c> tells.</param>
/// <param name="IsReached">False when no verified path enters it: it vanishes as dead code.</param>
/// <param name="IsGlobal">True for a global function, verified on its own.</param>
/// <param name="HasTailCall">True when it makes a tail call.</param>
public readonly record struct VerifiedSubprogram(int Start, int Length, int StackDepthBytes, bool IsReached, bool IsGlobal, bool HasTailCall);

namespace Nbpf.Links;

/// <summary>A program at a hook.</summary>
/// <param name="ProgramId">Its id.</param>
/// <param name="LinkId">The id of the link that holds it there; 0 without a link, and where the hook does not tell.</param>
public readonly record struct AttachedProgram(uint ProgramId, uint LinkId);

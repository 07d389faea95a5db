namespace Nbpf.Verification.Cfg;

/// <summary>What the exploration does when it comes to an instruction.</summary>
[Flags]
public enum InstructionPoints : byte
{
    /// <summary>Just goes on.</summary>
    None = 0,

    /// <summary>Looks for an equal state, and may store one.</summary>
    PrunePoint = 1,

    /// <summary>Records in the history how it came here, since the previous instruction may be elsewhere.</summary>
    JumpPoint = 2,

    /// <summary>Always stores a state.</summary>
    ForceCheckpoint = 4,

    /// <summary>Some jump leads here.</summary>
    JumpTarget = 8,

    /// <summary>The instruction calls a helper or kfunc that calls back a subprogram before it returns.</summary>
    CallsCallback = 16,
}

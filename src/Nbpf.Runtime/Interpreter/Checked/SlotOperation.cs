namespace Nbpf.Runtime.Interpreter.Checked;

/// <summary>What an instruction does to the provenance of values.</summary>
internal enum SlotOperation : byte
{
    /// <summary>Nothing: jumps, and a number added to or taken from the destination.</summary>
    Keep,

    /// <summary>The destination becomes a number.</summary>
    Number,

    /// <summary>The destination becomes a copy of the source.</summary>
    Move,

    /// <summary>The source is added to the destination.</summary>
    Add,

    /// <summary>The source is taken from the destination.</summary>
    Subtract,

    /// <summary>The destination becomes a map.</summary>
    LoadMap,

    /// <summary>The destination becomes an address in the first value of an array.</summary>
    LoadMapValue,

    /// <summary>The destination becomes a subprogram's address.</summary>
    LoadFunction,

    /// <summary>A load.</summary>
    Load,

    /// <summary>A store of a register or number.</summary>
    Store,

    /// <summary>An atomic read and write.</summary>
    Atomic,

    /// <summary>A call of a function.</summary>
    Call,

    /// <summary>A call of a subprogram.</summary>
    CallSubprogram,

    /// <summary>A tail call.</summary>
    TailCall,
}

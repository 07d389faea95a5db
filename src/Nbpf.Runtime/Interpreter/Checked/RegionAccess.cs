namespace Nbpf.Runtime.Interpreter.Checked;

/// <summary>What a program may do with memory.</summary>
[Flags]
internal enum RegionAccess : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Read it.</summary>
    Read = 1,

    /// <summary>Write it.</summary>
    Write = 2,
}

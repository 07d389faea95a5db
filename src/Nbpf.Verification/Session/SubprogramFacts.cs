namespace Nbpf.Verification.Session;

/// <summary>What exploration gathers of one subprogram.</summary>
internal sealed class SubprogramFacts
{
    /// <summary>Bytes of stack used.</summary>
    public int StackDepthBytes { get; set; }

    /// <summary>Some helper calls it back.</summary>
    public bool IsCallback { get; set; }

    /// <summary>A global function: verified on its own from its BTF prototype.</summary>
    public bool IsGlobal { get; init; }

    /// <summary>A global function that verified code calls.</summary>
    public bool IsCalled { get; set; }

    /// <summary>A global function that was verified.</summary>
    public bool IsVerified { get; set; }

    /// <summary>A static function with a prototype or arguments of which something was said to be wrong.</summary>
    public bool IsUnlikeItsPrototype { get; set; }

    /// <summary>It or what it calls may change packet data.</summary>
    public bool ChangesPacketData { get; set; }

    /// <summary>It or what it calls may sleep.</summary>
    public bool MightSleep { get; set; }

    /// <summary>Name from BTF, empty without.</summary>
    public string Name { get; init; } = "";
}

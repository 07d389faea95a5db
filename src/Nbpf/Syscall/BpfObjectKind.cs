namespace Nbpf.Syscall;

/// <summary>Objects that have ids of their own.</summary>
public enum BpfObjectKind
{
    /// <summary>Programs.</summary>
    Program,

    /// <summary>Maps.</summary>
    Map,

    /// <summary>BTF objects.</summary>
    Btf,

    /// <summary>Links.</summary>
    Link,
}

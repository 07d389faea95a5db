namespace Nbpf.Maglev;

/// <summary>Flags in the header of a service's table (<c>HEADER_FLAGS</c> in bpf/maglev.bpf.c).</summary>
[Flags]
public enum ServiceFlags : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>All flows of a client go to one backend: ports are not hashed.</summary>
    ClientAffinity = 1,
}

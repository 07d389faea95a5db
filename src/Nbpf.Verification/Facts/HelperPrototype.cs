using System.Collections.Immutable;

namespace Nbpf.Verification;

/// <summary>What the verifier knows of a helper (struct bpf_func_proto, include/linux/bpf.h, Linux 6.18).</summary>
public sealed record HelperPrototype
{
    /// <summary>Number.</summary>
    public required HelperId Id { get; init; }

    /// <summary>Kernel name, for example <c>bpf_map_lookup_elem</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Arguments in r1–r5; shorter when the helper takes fewer.</summary>
    public ImmutableArray<HelperArgument> Arguments { get; init; } = [];

    /// <summary>What r0 holds afterwards.</summary>
    public ReturnKind Return { get; init; } = ReturnKind.Integer;

    /// <summary>Smallest and largest number returned where the verifier relies on it (for example 0..CPUs-1), or null.</summary>
    public (long Minimum, long Maximum)? ReturnRange { get; init; }

    /// <summary>Only programs with a GPL-compatible licence may call it (gpl_only).</summary>
    public bool GplOnly { get; init; }

    /// <summary>Packet pointers may be passed as memory (pkt_access).</summary>
    public bool AcceptsPacketMemory { get; init; }

    /// <summary>It may move or resize the packet: all packet pointers become unknown (bpf_helper_changes_pkt_data).</summary>
    public bool ChangesPacketData { get; init; }

    /// <summary>What it returns holds a reference that the program must release (is_acquire_function).</summary>
    public bool AcquiresReference { get; init; }

    /// <summary>It may sleep (might_sleep).</summary>
    public bool MightSleep { get; init; }

    /// <summary>It changes the map in its map argument, which the map must allow programs to.</summary>
    public bool WritesMap { get; init; }

    /// <summary>It goes on in another program and comes back only when that fails.</summary>
    public bool IsTailCall { get; init; }

    /// <summary>In a map by index it surely finds what a constant index below <c>max_entries</c> names: the result is not NULL then.</summary>
    public bool FindsEveryIndex { get; init; }

    /// <summary>How it calls its callback.</summary>
    public CallbackUse Callback { get; init; }

    /// <summary>What bounds the number returned besides <see cref="ReturnRange"/>.</summary>
    public ResultBound ResultBound { get; init; }

    /// <summary>Number of the argument that holds flags of which there are none yet: only the constant 0 is taken; 0 for no such argument.</summary>
    public int EmptyFlags { get; init; }
}

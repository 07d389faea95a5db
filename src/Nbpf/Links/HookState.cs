using System.Collections.Immutable;

namespace Nbpf.Links;

/// <summary>What is attached to a hook.</summary>
/// <param name="Revision">Raised by every change; 0 for hooks without one.</param>
/// <param name="Flags">Attach flags of the hook (BPF_F_ALLOW_OVERRIDE, BPF_F_ALLOW_MULTI) where it has any.</param>
/// <param name="Programs">The programs, in the order they run in.</param>
public sealed record HookState(ulong Revision, uint Flags, ImmutableArray<AttachedProgram> Programs);

using Nbpf.Isa;
using Nbpf.Syscall;

namespace Nbpf.CoRe;

/// <summary>
/// Resolves the CO-RE relocations of an object's programs against a target and patches the instructions, as libbpf does
/// (tools/lib/bpf/relo_core.c, Linux 6.18): <see cref="CorePathReader"/> reads what is asked, <see cref="CoreTarget"/> finds the
/// types that may be meant, <see cref="CorePathSearch"/> finds the same field in them, <see cref="CoreResolution"/> is the answer,
/// <see cref="CoreInstructions"/> writes it. Not thread-safe.
/// </summary>
/// <param name="types">The object's types.</param>
/// <param name="target">The types to relocate to.</param>
public sealed class CoreRelocator(Btf types, CoreTarget target)
{
    // By root type; narrowed to those that a relocation matched, as in libbpf, so that later relocations of the type mean the same one.
    private readonly Dictionary<uint, List<BtfType>> _candidates = [];

    /// <summary>Patches a program's instructions.</summary>
    /// <param name="programName">Its name, for errors.</param>
    /// <param name="instructions">The instructions.</param>
    /// <param name="relocations">Their relocations.</param>
    /// <exception cref="BpfException">
    /// A relocation is malformed, ambiguous, or its instruction is not what it must be. A relocation whose target is missing is
    /// no error: the verifier decides whether its instruction is reachable.
    /// </exception>
    public void Relocate(string programName, Span<Instruction> instructions, IReadOnlyList<BtfCoreRelocation> relocations)
    {
        ArgumentNullException.ThrowIfNull(relocations);
        for (int i = 0; i < relocations.Count; i++)
        {
            BtfCoreRelocation relocation = relocations[i];
            try
            {
                CoreInstructions.Patch(instructions, (int)relocation.InstructionIndex, ResolveOrThrow(relocation));
            }
            catch (CoreFaultException fault)
            {
                throw new BpfException(
                    fault.Errno, "relocate program", programName, $"CO-RE relocation {i} at instruction {relocation.InstructionIndex}, {Describe(types, relocation)}: {fault.Message}");
            }
        }
    }

    /// <summary>Resolves one relocation.</summary>
    /// <param name="relocation">The relocation.</param>
    /// <param name="resolution">Receives what it comes to.</param>
    /// <param name="reason">Receives why it cannot be resolved, or an empty string.</param>
    /// <returns>False when the relocation is malformed or ambiguous.</returns>
    public bool TryResolve(BtfCoreRelocation relocation, out CoreResolution resolution, out string reason)
    {
        try
        {
            resolution = ResolveOrThrow(relocation);
            reason = "";
            return true;
        }
        catch (CoreFaultException fault)
        {
            resolution = default;
            reason = fault.Message;
            return false;
        }
    }

    /// <summary>A relocation in libbpf's words, for example <c>&lt;byte_off&gt; [8] struct task_struct.pid (0:70 @ offset 2464)</c>.</summary>
    /// <param name="types">The object's types.</param>
    /// <param name="relocation">The relocation.</param>
    public static string Describe(Btf types, BtfCoreRelocation relocation)
    {
        ArgumentNullException.ThrowIfNull(types);
        try
        {
            return CorePathText.Format(CorePathReader.Read(types, relocation));
        }
        catch (CoreFaultException)
        {
            return $"<{relocation.Kind.Text()}> {CorePathText.Describe(types[relocation.TypeId])} + {relocation.AccessString}";
        }
    }

    private CoreResolution ResolveOrThrow(BtfCoreRelocation relocation)
    {
        CorePath local = CorePathReader.Read(types, relocation);
        if (relocation.Kind == CoreRelocationKind.TypeIdLocal) return CoreResolution.Of(local, local);
        BtfType root = types[relocation.TypeId];
        if (root.NameOffset == 0) throw new CoreFaultException(Errno.EINVAL, "types without a name cannot be relocated");
        if (!_candidates.TryGetValue(root.Id, out List<BtfType>? candidates)) _candidates.Add(root.Id, candidates = target.CandidatesOf(root));
        return ResolveAmong(candidates, local);
    }

    // Several candidates are fine as long as all mean the same: kernels have types twice that differ far away from the field.
    private static CoreResolution ResolveAmong(List<BtfType> candidates, CorePath local)
    {
        var matching = new List<BtfType>();
        CorePath? chosenPath = null;
        CoreResolution chosen = default;
        foreach (BtfType candidate in candidates)
        {
            if (new CorePathSearch(local, candidate.Owner).Find(candidate.Id) is not { } path) continue;
            CoreResolution resolution = CoreResolution.Of(local, path);
            if (chosenPath is null)
            {
                (chosenPath, chosen) = (path, resolution);
            }
            else if (path.BitOffset != chosenPath.BitOffset)
            {
                throw Ambiguous($"field offset {path.BitOffset / 8}.{path.BitOffset % 8} != {chosenPath.BitOffset / 8}.{chosenPath.BitOffset % 8}", path, chosenPath);
            }
            else if (resolution.IsMissing != chosen.IsMissing || resolution.Value != chosen.Value)
            {
                throw Ambiguous($"value {resolution.Value} != {chosen.Value}", path, chosenPath);
            }
            matching.Add(candidate);
        }
        if (chosenPath is null) return CoreResolution.Of(local, null);
        candidates.Clear();
        candidates.AddRange(matching);
        return chosen;
    }

    private static CoreFaultException Ambiguous(string what, CorePath path, CorePath other) =>
        new(Errno.EINVAL, $"ambiguous: {what} of {CorePathText.Describe(path.Types[path.RootTypeId])} and {CorePathText.Describe(other.Types[other.RootTypeId])}");
}

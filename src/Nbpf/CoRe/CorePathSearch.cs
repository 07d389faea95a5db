
namespace Nbpf.CoRe;

/// <summary>Finds the path of the object's types in a candidate of the target (bpf_core_spec_match).</summary>
internal sealed class CorePathSearch(CorePath local, Btf target)
{
    private readonly CoreCompatibility _compatibility = new(local.Types, target);

    /// <summary>The path with the same named members and elements, or null when the candidate has none.</summary>
    /// <param name="candidateId">The candidate: a type of the same name, flavours aside.</param>
    /// <exception cref="CoreFaultException">The types nest too deeply.</exception>
    internal CorePath? Find(uint candidateId)
    {
        if (ReferenceEquals(target, local.Types) && candidateId == local.RootTypeId) return local;
        var path = new CorePath(target, candidateId, local.Kind);
        bool isFound = local.Kind switch
        {
            CoreRelocationKind.TypeMatches => new CoreMatching(local.Types, target).AreTypes(local.RootTypeId, candidateId),
            _ when local.Kind.IsAboutType() => _compatibility.AreTypes(local.RootTypeId, candidateId),
            _ when local.Kind.IsAboutEnumerator() => FindEnumerator(path),
            _ => FindField(path),
        };
        return isFound ? path : null;
    }

    private bool FindEnumerator(CorePath path)
    {
        BtfType type = target.Resolve(path.RootTypeId);
        if (!type.IsEnum) return false;
        ReadOnlySpan<byte> name = local.Types.StringBytesAt(local.Points[0].NameOffset);
        for (int i = 0; i < type.Count; i++)
        {
            uint nameOffset = type.EnumeratorNameOffset(i);
            if (!CoreName.Match(name, target.StringBytesAt(nameOffset))) continue;
            path.Enter(i, 0);
            path.Note(new CorePathPoint(type.Id, i, nameOffset));
            return true;
        }
        return false;
    }

    private bool FindField(CorePath path)
    {
        uint typeId = target.Resolve(path.RootTypeId).Id;
        for (int i = 0; i < local.Points.Count; i++)
        {
            CorePathPoint point = local.Points[i];
            if (!point.IsElement)
            {
                if (FindMember(path, point, target.Resolve(typeId), []) is not uint memberTypeId) return false;
                typeId = memberTypeId;
                continue;
            }
            // The first point is an element without an array: the root itself.
            if (i > 0)
            {
                BtfType array = target.Resolve(typeId);
                if (array.Kind != BtfKind.Array) return false;
                if (point.Index >= array.Array.Count && !path.EndsInFlexibleArray(array.Array)) return false;
                typeId = target.Resolve(array.Array.ElementTypeId).Id;
            }
            path.Enter(point.Index, CorePath.ElementOffset(target, typeId, point.Index));
            path.Note(new CorePathPoint(typeId, point.Index, 0));
        }
        return true;
    }

    // Depth first through anonymous structs and unions; one that was searched in vain is not searched again, or such that
    // share parts would take exponentially long.
    private uint? FindMember(CorePath path, CorePathPoint point, BtfType type, HashSet<uint> searched)
    {
        if (!type.IsComposite || !searched.Add(type.Id)) return null;
        BtfType mine = local.Types[point.TypeId];
        ReadOnlySpan<byte> name = local.Types.StringBytesAt(point.NameOffset);
        for (int i = 0; i < type.Count; i++)
        {
            uint bitOffset = type.MemberBitOffset(i), nameOffset = type.MemberNameOffset(i), memberTypeId = type.MemberTypeId(i);
            ReadOnlySpan<byte> theirName = target.StringBytesAt(nameOffset);
            path.Enter(i, bitOffset);
            if (theirName.IsEmpty)
            {
                if (FindMember(path, point, target.Resolve(memberTypeId), searched) is uint found) return found;
            }
            else if (theirName.SequenceEqual(name))
            {
                if (_compatibility.AreFields(mine.MemberTypeId(point.Index), memberTypeId))
                {
                    path.Note(new CorePathPoint(type.Id, i, nameOffset));
                    return memberTypeId;
                }
                path.Leave(bitOffset);
                return null;
            }
            path.Leave(bitOffset);
        }
        return null;
    }
}

using System.Globalization;
using Nbpf.Syscall;

namespace Nbpf.CoRe;

/// <summary>Reads a relocation's access string against the object's own types.</summary>
internal static class CorePathReader
{
    /// <summary>The path that a relocation names.</summary>
    /// <param name="types">The object's types.</param>
    /// <param name="relocation">The relocation.</param>
    /// <exception cref="CoreFaultException">The string is malformed or does not fit the type.</exception>
    internal static CorePath Read(Btf types, BtfCoreRelocation relocation)
    {
        var path = new CorePath(types, relocation.TypeId, relocation.Kind);
        if (relocation.Kind.IsAboutType())
        {
            if (relocation.AccessString != "0") throw Fault(relocation, "expected 0");
            return path;
        }
        int[] levels = Levels(relocation);
        if (relocation.Kind.IsAboutEnumerator()) ReadEnumerator(path, levels, relocation);
        else if (relocation.Kind.IsAboutField()) ReadField(path, levels, relocation);
        else throw new CoreFaultException(Errno.EINVAL, $"unknown kind of relocation: {(uint)relocation.Kind}");
        return path;
    }

    private static int[] Levels(BtfCoreRelocation relocation)
    {
        string[] parts = relocation.AccessString.Split(':');
        if (parts.Length > CorePath.MaxLevels) throw new CoreFaultException(Errno.E2BIG, $"more than {CorePath.MaxLevels} levels of structs, unions and arrays");
        var levels = new int[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out levels[i])) throw Fault(relocation, "expected numbers between colons");
        }
        return levels;
    }

    private static void ReadEnumerator(CorePath path, int[] levels, BtfCoreRelocation relocation)
    {
        BtfType type = path.Types.Resolve(relocation.TypeId);
        if (!type.IsEnum || levels.Length > 1 || levels[0] >= type.Count) throw Fault(relocation, "no enumerator of the type");
        path.Enter(levels[0], 0);
        path.Note(new CorePathPoint(type.Id, levels[0], type.EnumeratorNameOffset(levels[0])));
    }

    private static void ReadField(CorePath path, int[] levels, BtfCoreRelocation relocation)
    {
        Btf types = path.Types;
        BtfType type = types.Resolve(relocation.TypeId);
        // The first number counts whole objects, as in pointer arithmetic.
        path.Enter(levels[0], CorePath.ElementOffset(types, type.Id, levels[0]));
        path.Note(new CorePathPoint(type.Id, levels[0], 0));
        foreach (int index in levels.AsSpan(1))
        {
            if (type.IsComposite)
            {
                if (index >= type.Count) throw Fault(relocation, $"{CorePathText.Describe(type)} has no member {index}");
                path.Enter(index, type.MemberBitOffset(index));
                if (type.MemberNameOffset(index) is not 0 and uint name) path.Note(new CorePathPoint(type.Id, index, name));
                type = types.Resolve(type.MemberTypeId(index));
            }
            else if (type.Kind == BtfKind.Array)
            {
                BtfArrayShape array = type.Array;
                if (index >= array.Count && !path.EndsInFlexibleArray(array)) throw Fault(relocation, $"an array of {array.Count} has no element {index}");
                type = types.Resolve(array.ElementTypeId);
                path.Enter(index, CorePath.ElementOffset(types, type.Id, index));
                path.Note(new CorePathPoint(type.Id, index, 0));
            }
            else
            {
                throw Fault(relocation, $"{CorePathText.Describe(type)} has no parts");
            }
        }
    }

    private static CoreFaultException Fault(BtfCoreRelocation relocation, string message) =>
        new(Errno.EINVAL, $"access string '{relocation.AccessString}': {message}");
}

namespace Nbpf.CoRe;

/// <summary>What a relocation comes to: the value that its instruction should hold now, and the one that it should hold afterwards.</summary>
/// <param name="OriginalValue">The value by the object's types.</param>
/// <param name="Value">The value by the target's types.</param>
/// <param name="IsMissing">True when the target does not have what is asked for: the instruction becomes one that the verifier refuses where it is reachable.</param>
/// <param name="IsOriginalCertain">Whether the instruction must hold <paramref name="OriginalValue"/> now.</param>
/// <param name="OriginalAccessSize">Bytes that a load or store of the field moves by the object's types; 0 when that does not matter.</param>
/// <param name="AccessSize">The same by the target's types.</param>
/// <param name="IsAccessUnsafe">True when the sizes differ and the field is neither a pointer nor an unsigned integer on both sides: a load or store of another size would give another value.</param>
public readonly record struct CoreResolution(
    ulong OriginalValue, ulong Value, bool IsMissing, bool IsOriginalCertain, uint OriginalAccessSize, uint AccessSize, bool IsAccessUnsafe)
{
    internal static CoreResolution Of(CorePath local, CorePath? target)
    {
        CoreValue before = CoreValue.Of(local.Kind, local), after = CoreValue.Of(local.Kind, target);
        bool isUnsafe = !after.IsMissing && before.AccessSize != after.AccessSize
            && !CanChangeSize(local.Types[before.AccessTypeId], target!.Types[after.AccessTypeId]);
        return new CoreResolution(before.Value, after.Value, after.IsMissing, before.IsCertain, before.AccessSize, after.AccessSize, isUnsafe);
    }

    // A load fills up with zeros, which is right for addresses and unsigned integers only.
    private static bool CanChangeSize(BtfType before, BtfType after) => before.Kind switch
    {
        BtfKind.Ptr => after.Kind == BtfKind.Ptr,
        BtfKind.Int => after.Kind == BtfKind.Int && before.Integer.Encoding != BtfIntegerEncoding.Signed && after.Integer.Encoding != BtfIntegerEncoding.Signed,
        _ => false,
    };
}

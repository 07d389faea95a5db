using CsCheck;
using Nbpf.Verification.Domains;

namespace Nbpf.Verification.Tests.Domains;

/// <summary>Random bounds together with a value that is a member of them.</summary>
internal static class BoundsGenerator
{
    /// <summary>
    /// Bounds around a random member: each end is loosened by a random amount or left at its extreme, some bits of the tnum are
    /// unknown; then synced, so that they are what a verifier could hold.
    /// </summary>
    public static Gen<(ScalarBounds Bounds, ulong Member)> Synced { get; } = Loose.Select(x =>
    {
        ScalarBounds bounds = x.Bounds;
        bounds.Sync();
        return (bounds, x.Member);
    });

    /// <summary>The same, not synced.</summary>
    public static Gen<(ScalarBounds Bounds, ulong Member)> Loose =>
        from member in TnumTests.GenWord
        from mask in TnumTests.GenWord
        from known in Gen.Int[0, 255]
        from slack in TnumTests.GenWord.Array[8]
        select (Around(member, mask, known, slack), member);

    private static ScalarBounds Around(ulong member, ulong mask, int known, ulong[] slack)
    {
        ScalarBounds bounds = ScalarBounds.Unknown();
        if ((known & 1) != 0)
            bounds.VarOff = new Tnum(member & ~mask, mask);
        if ((known & 2) != 0)
            bounds.UMin = member - Math.Min(member, slack[0]);
        if ((known & 4) != 0)
            bounds.UMax = member + Math.Min(ulong.MaxValue - member, slack[1]);
        if ((known & 8) != 0)
            bounds.SMin = (long)Int128.Max(long.MinValue, (Int128)(long)member - slack[2]);
        if ((known & 16) != 0)
            bounds.SMax = (long)Int128.Min(long.MaxValue, (Int128)(long)member + slack[3]);
        if ((known & 32) != 0)
        {
            bounds.U32Min = (uint)member - Math.Min((uint)member, (uint)slack[4]);
            bounds.U32Max = (uint)member + Math.Min(uint.MaxValue - (uint)member, (uint)slack[5]);
        }

        if ((known & 64) != 0)
            bounds.S32Min = (int)Math.Max(int.MinValue, (long)(int)member - (uint)slack[6]);
        if ((known & 128) != 0)
            bounds.S32Max = (int)Math.Min(int.MaxValue, (long)(int)member + (uint)slack[7]);
        return bounds;
    }
}

using CsCheck;
using Nbpf.Isa;
using Nbpf.Isa.Semantics;
using Nbpf.Verification.Domains;
using Xunit;

namespace Nbpf.Verification.Tests.Domains;

/// <summary>Whatever a concrete instruction does to members, its abstract counterpart's result contains.</summary>
public sealed class ScalarSoundnessTests
{
    private const int Samples = 30_000;

    public static TheoryData<AluOperation, InstructionClass, short> AluInstructions
    {
        get
        {
            var data = new TheoryData<AluOperation, InstructionClass, short>();
            foreach (AluOperation operation in Enum.GetValues<AluOperation>())
            {
                foreach (InstructionClass width in new[] { InstructionClass.Alu, InstructionClass.Alu64 })
                {
                    data.Add(operation, width, 0);
                    if (operation is AluOperation.Div or AluOperation.Mod)
                        data.Add(operation, width, 1);
                    if (operation is AluOperation.Mov)
                    {
                        data.Add(operation, width, 8);
                        data.Add(operation, width, 16);
                        if (width == InstructionClass.Alu64)
                            data.Add(operation, width, 32);
                    }
                }
            }

            return data;
        }
    }

    public static TheoryData<JumpOperation, InstructionClass> Comparisons
    {
        get
        {
            var data = new TheoryData<JumpOperation, InstructionClass>();
            foreach (JumpOperation operation in Enum.GetValues<JumpOperation>())
            {
                if (operation is JumpOperation.Always or JumpOperation.Call or JumpOperation.Exit or JumpOperation.MayGoto)
                    continue;
                data.Add(operation, InstructionClass.Jmp);
                data.Add(operation, InstructionClass.Jmp32);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(AluInstructions))]
    public void Apply_MembersOfBothOperands_ResultIsMember(AluOperation operation, InstructionClass width, short offset)
    {
        bool isShift = operation is AluOperation.Lsh or AluOperation.Rsh or AluOperation.Arsh;
        Gen<(ScalarBounds Bounds, ulong Member)> sources = isShift
            ? Gen.Int[0, width == InstructionClass.Alu ? 31 : 63].Select(c => (ScalarBounds.Constant((ulong)c), (ulong)c))
            : BoundsGenerator.Synced;
        Gen.Select(BoundsGenerator.Synced, sources, Gen.Int[0, 2].Select(i => 16 << i), Gen.Bool).Sample((a, b, swapWidth, sourceBit) =>
        {
            bool isSwap = operation == AluOperation.End;
            bool isUnary = isSwap || operation == AluOperation.Neg;
            bool register = isSwap ? sourceBit && width == InstructionClass.Alu : !isUnary;
            var instruction = new Instruction((byte)((byte)operation | (byte)width | (register ? 8 : 0)), 1, (byte)(isUnary ? 0 : 2), offset, isSwap ? swapWidth : 0);
            ulong concrete = AluSemantics.Evaluate(instruction, a.Member, b.Member);
            ScalarBounds result = a.Bounds;
            ScalarTransfer.Apply(instruction, ref result, b.Bounds);
            return result.Has(concrete) && result.FindViolation() is null;
        }, iter: Samples);
    }

    [Theory]
    [MemberData(nameof(Comparisons))]
    public void Decide_Members_AgreesWithTheirComparison(JumpOperation operation, InstructionClass width) =>
        Gen.Select(BoundsGenerator.Synced, BoundsGenerator.Synced).Sample((a, b) =>
        {
            bool holds = JumpSemantics.Evaluate(Jump(operation, width), a.Member, b.Member);
            return BranchDecision.Decide(operation, width == InstructionClass.Jmp32, a.Bounds, b.Bounds) switch
            {
                BranchOutcome.Always => holds,
                BranchOutcome.Never => !holds,
                _ => true,
            };
        }, iter: Samples);

    [Theory]
    [MemberData(nameof(Comparisons))]
    public void Refine_Members_StayOnTheirSide(JumpOperation operation, InstructionClass width) =>
        Gen.Select(BoundsGenerator.Synced, BoundsGenerator.Synced, Gen.Bool).Sample((a, b, constantSource) =>
        {
            bool is32 = width == InstructionClass.Jmp32;
            ScalarBounds x = a.Bounds;
            ScalarBounds y = constantSource ? ScalarBounds.Constant(b.Member) : b.Bounds;
            bool holds = JumpSemantics.Evaluate(Jump(operation, width), a.Member, b.Member);
            if (BranchDecision.Decide(operation, is32, x, y) != BranchOutcome.Unknown)
                return true;
            BranchRefinement.Refine(operation, is32, holds, ref x, ref y);
            return x.Has(a.Member) && y.Has(b.Member);
        }, iter: Samples);

    [Fact]
    public void Sync_LooseBounds_KeepsMembersAndIsConsistent() => BoundsGenerator.Loose.Sample(x =>
    {
        ScalarBounds once = x.Bounds;
        once.Sync();
        ScalarBounds twice = once;
        twice.Sync();
        return once.Has(x.Member) && once.FindViolation() is null && twice.Has(x.Member) && twice.FindViolation() is null;
    }, iter: 100_000);

    [Fact]
    public void Sync_Constant_ChangesNothing() => TnumTests.GenWord.Sample(value =>
    {
        ScalarBounds bounds = ScalarBounds.Constant(value);
        bounds.Sync();
        return bounds == ScalarBounds.Constant(value);
    });

    [Fact]
    public void Sync_RangesOfOneValue_BecomesThatConstant() => TnumTests.GenWord.Sample(value =>
    {
        ScalarBounds bounds = ScalarBounds.Unknown();
        (bounds.UMin, bounds.UMax) = (value, value);
        bounds.Sync();
        return bounds == ScalarBounds.Constant(value);
    });

    [Fact]
    public void Resize_Members_StayMembers() => Gen.Select(BoundsGenerator.Synced, Gen.Int[0, 2].Select(i => 1 << i)).Sample((x, size) =>
    {
        ScalarBounds cut = x.Bounds;
        cut.TruncateToSize(size);
        ScalarBounds extended = x.Bounds;
        extended.SignExtendTo64(size);
        ScalarBounds low = x.Bounds;
        low.ZeroExtend32();
        low.Sync();
        int bits = 64 - (size * 8);
        return cut.Has(x.Member << bits >> bits) && extended.Has((ulong)((long)(x.Member << bits) >> bits)) && low.Has((uint)x.Member);
    }, iter: Samples);

    [Fact]
    public void Contains_OtherBounds_ImpliesTheirMembers() => Gen.Select(BoundsGenerator.Loose, BoundsGenerator.Synced).Sample((a, b) =>
        a.Bounds.Contains(ScalarBounds.Constant(a.Member)) && ScalarBounds.Unknown().Contains(a.Bounds)
        && a.Bounds.Contains(ScalarBounds.Constant(b.Member)) == a.Bounds.Has(b.Member)
        && (!a.Bounds.Contains(b.Bounds) || a.Bounds.Has(b.Member)), iter: Samples);

    private static Instruction Jump(JumpOperation operation, InstructionClass width) =>
        new((byte)((byte)operation | (byte)width | 8), 1, 2, 0, 0);
}

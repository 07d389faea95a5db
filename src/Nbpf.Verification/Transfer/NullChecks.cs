using Nbpf.Verification.Session;
using Nbpf.Verification.State;

namespace Nbpf.Verification.Transfer;

/// <summary>What a comparison with NULL teaches about pointers that may be NULL.</summary>
internal static class NullChecks
{
    /// <summary>On one side of the test all copies are NULL, on the other none is.</summary>
    public static void Resolve(VerificationSession session, PathState path, int registerNumber, bool isNull)
    {
        ref RegisterState tested = ref path.Top.Registers[registerNumber];
        uint id = tested.Id;

        // There is nothing to release when nothing was acquired.
        if (isNull && tested.ReferenceId != 0 && tested.ReferenceId == id)
            path.Resources.Remove(id);
        for (int number = 0; number <= path.CurrentFrame; number++)
        {
            FrameState frame = path.Frames[number]!;
            for (int i = 0; i < frame.Registers.Length; i++)
                Resolve(session, ref frame.Registers[i], id, isNull);
            for (int i = 0; i < frame.SlotCount; i++)
            {
                if (frame.Stack[i].HasSpill)
                    Resolve(session, ref frame.Stack[i].Spilled, id, isNull);
            }
        }
    }

    /// <summary>The pointer is not NULL; the value of a map of maps becomes the inner map.</summary>
    public static void SetNonNull(VerificationSession session, ref RegisterState register)
    {
        register.Type = register.Type.Without(RegisterModifiers.MayBeNull);
        if (register.Kind != RegisterKind.MapValue)
            return;
        int template = session.Maps.TemplateOf(register.Map);
        if (template < 0)
            return;
        register.Type = RegisterKind.MapPointer;
        register.Map = template;
    }

    private static void Resolve(VerificationSession session, ref RegisterState register, uint id, bool isNull)
    {
        if (!register.MayBeNull || register.Id != id || register.Kind <= RegisterKind.Scalar)
            return;
        if (isNull)
        {
            register.SetConstant(0);
            return;
        }

        SetNonNull(session, ref register);
        register.Id = 0;
    }
}

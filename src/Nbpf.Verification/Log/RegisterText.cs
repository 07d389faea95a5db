using System.Text;
using Nbpf.Verification.Domains;
using Nbpf.Verification.State;

namespace Nbpf.Verification.Log;

/// <summary>Registers and frames as logs print them (kernel/bpf/log.c, Linux 6.18).</summary>
internal static class RegisterText
{
    // From the name outwards.
    private static readonly (RegisterModifiers Modifier, string Word)[] WordsBefore =
    [
        (RegisterModifiers.RingBuffer, "ringbuf_"),
        (RegisterModifiers.ReadOnly, "rdonly_"),
    ];

    /// <summary>The name of a kind, as messages and states print it.</summary>
    public static string TypeName(in RegisterState register) => TypeName(register.Type);

    /// <summary>The name of a type, as messages and states print it (reg_type_str, kernel/bpf/log.c, Linux 6.18).</summary>
    public static string TypeName(RegisterType type)
    {
        string name = KindRules.Of(type.Kind).Name;
        if (type.Modifiers == RegisterModifiers.None)
            return name;
        foreach ((RegisterModifiers modifier, string word) in WordsBefore)
        {
            if (type.Has(modifier))
                name = word + name;
        }

        return type.Has(RegisterModifiers.MayBeNull) ? name + "_or_null" : name;
    }

    /// <summary>Appends one register seen from the frame with number <paramref name="frame"/>.</summary>
    public static void Append(StringBuilder text, in RegisterState register, int frame, MapTable maps)
    {
        if (register.Kind == RegisterKind.Scalar)
        {
            if (register.IsPrecise)
                text.Append('P');
            if (register.Bounds.IsConstant)
            {
                ScalarText.AppendSigned(text, (long)register.Bounds.ConstantValue);
                return;
            }
        }

        text.Append(TypeName(register));
        if (register.Kind == RegisterKind.Stack)
        {
            if (register.Frame != frame)
                text.Append('[').Append(register.Frame).Append(']');
            if (register.Bounds.IsConstant)
            {
                ScalarText.AppendSigned(text, (long)register.Bounds.ConstantValue + register.Offset);
                return;
            }
        }

        text.Append('(');
        bool first = true;
        AppendAttributes(text, register, maps, ref first);
        if (!register.Bounds.IsConstant)
        {
            ScalarText.AppendRanges(text, register.Bounds, ref first);
        }
        else if (register.Bounds.ConstantValue != 0)
        {
            ScalarText.AppendSeparator(text, ref first);
            text.Append("imm=");
            ScalarText.AppendSigned(text, (long)register.Bounds.ConstantValue);
        }

        text.Append(')');
    }

    private static void AppendAttributes(StringBuilder text, in RegisterState register, MapTable maps, ref bool first)
    {
        if (register.Id != 0)
        {
            ScalarText.AppendSeparator(text, ref first);
            text.Append("id=").Append(register.BaseId);
            if ((register.Id & RegisterState.LinkOffset) != 0)
                text.Append(register.Offset >= 0 ? "+" : "").Append(register.Offset);
        }

        if (register.HoldsReference)
        {
            ScalarText.AppendSeparator(text, ref first);
            text.Append("ref_obj_id=").Append(register.ReferenceId);
        }

        if (register.Kind is RegisterKind.MapPointer or RegisterKind.MapValue or RegisterKind.MapKey)
        {
            IMapFacts map = maps[register.Map];
            if (map.Name.Length != 0 && !maps.IsTemplate(register.Map))
            {
                ScalarText.AppendSeparator(text, ref first);
                text.Append("map=").Append(map.Name);
            }

            ScalarText.AppendSeparator(text, ref first);
            text.Append("ks=").Append(map.KeySize).Append(",vs=").Append(map.ValueSize);
        }

        if (register.Kind != RegisterKind.Scalar && register.Offset != 0)
        {
            ScalarText.AppendSeparator(text, ref first);
            text.Append("off=");
            ScalarText.AppendSigned(text, register.Offset);
        }

        if (register.IsPacketPointer)
        {
            ScalarText.AppendSeparator(text, ref first);
            text.Append("r=");
            ScalarText.AppendUnsigned(text, (ulong)(long)register.Extent);
        }

        if (register.Kind == RegisterKind.Memory)
        {
            ScalarText.AppendSeparator(text, ref first);
            text.Append("sz=");
            ScalarText.AppendUnsigned(text, (uint)register.Extent);
        }
    }

    /// <summary>
    /// Appends a frame: registers, then stack slots with anything written, then a newline.
    /// </summary>
    /// <param name="text">Receives the text.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="maps">Names maps.</param>
    /// <param name="references">What the path holds.</param>
    /// <param name="registers">Registers to print: bit n is register n.</param>
    /// <param name="slots">Slots to print: bit n is slot n.</param>
    public static void AppendFrame(StringBuilder text, FrameState frame, MapTable maps, ResourceSet references, uint registers = uint.MaxValue, ulong slots = ulong.MaxValue)
    {
        if (frame.Number != 0)
            text.Append(" frame").Append(frame.Number).Append(':');
        for (int i = 0; i < frame.Registers.Length; i++)
        {
            if (frame.Registers[i].Kind == RegisterKind.NotInitialised || (registers & (1u << i)) == 0)
                continue;
            text.Append(" R").Append(i).Append('=');
            Append(text, frame.Registers[i], frame.Number, maps);
        }

        for (int i = 0; i < frame.SlotCount; i++)
        {
            if ((slots & (1UL << i)) != 0 && frame.Stack[i].Bytes != 0)
                AppendSlot(text, frame, i, maps);
        }

        for (int i = 0; i < references.Count; i++)
            text.Append(i == 0 ? " refs=" : ",").Append(references[i].Id);
        if (frame.IsCallback)
            text.Append(" cb");
        text.Append('\n');
    }

    private static void AppendSlot(StringBuilder text, FrameState frame, int index, MapTable maps)
    {
        ref StackSlot slot = ref frame.Stack[index];
        text.Append(" fp").Append((index + 1) * -8).Append('=');
        for (int i = 0; i < 8 && (!slot.HasSpill || slot[i] != StackByte.Spill); i++)
            text.Append(StackByteRules.Of(slot[i]).Letter);
        if (slot.HasSpill)
            Append(text, slot.Spilled, frame.Number, maps);
    }
}

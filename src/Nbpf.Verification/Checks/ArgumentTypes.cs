using Nbpf.Verification.Log;
using Nbpf.Verification.State;

namespace Nbpf.Verification.Checks;

/// <summary>Which types of registers a helper's argument takes (compatible_reg_types, kernel/bpf/verifier.c, Linux 6.18).</summary>
internal static class ArgumentTypes
{
    private static readonly RegisterType[] Memory =
    [
        RegisterKind.Stack, RegisterKind.Packet, RegisterKind.PacketMeta, RegisterKind.MapKey, RegisterKind.MapValue, RegisterKind.Memory,
        new(RegisterKind.Memory, RegisterModifiers.RingBuffer),
    ];

    private static readonly RegisterType[] Numbers = [RegisterKind.Scalar];

    private static readonly Dictionary<ArgumentKind, RegisterType[]> Types = new()
    {
        [ArgumentKind.ConstMapPointer] = [RegisterKind.MapPointer],
        [ArgumentKind.MapKey] = Memory,
        [ArgumentKind.MapValue] = Memory,
        [ArgumentKind.Memory] = Memory,
        [ArgumentKind.Size] = Numbers,
        [ArgumentKind.SizeOrZero] = Numbers,
        [ArgumentKind.AllocationSizeOrZero] = Numbers,
        [ArgumentKind.Context] = [RegisterKind.Context],
        [ArgumentKind.Callback] = [RegisterKind.Function],
        [ArgumentKind.StackOrNull] = [RegisterKind.Stack],
        [ArgumentKind.ConstString] = [RegisterKind.MapValue],
        [ArgumentKind.RingBufferMemory] = [new(RegisterKind.Memory, RegisterModifiers.RingBuffer)],
    };

    /// <summary>True when an argument takes a type.</summary>
    /// <param name="argument">The argument.</param>
    /// <param name="type">The register's type.</param>
    /// <param name="mayBeNull">NULL may be passed.</param>
    public static bool Accepts(HelperArgument argument, RegisterType type, bool mayBeNull)
    {
        // What is said of the type and does not matter here.
        RegisterModifiers unimportant = RegisterModifiers.Sum;
        if (mayBeNull)
            unimportant |= RegisterModifiers.MayBeNull;
        if (argument.Traits.HasFlag(ArgumentTraits.ReadOnly))
            unimportant |= RegisterModifiers.ReadOnly;
        return Types[argument.Kind].Contains(type.Without(unimportant));
    }

    /// <summary>The types that an argument takes, as messages list them: Linux has two more, which nothing makes here.</summary>
    public static string Expected(ArgumentKind argument) =>
        string.Join(", ", Types[argument].Select(RegisterText.TypeName)) + (Types[argument] == Memory ? ", buf, trusted_ptr_" : "");
}

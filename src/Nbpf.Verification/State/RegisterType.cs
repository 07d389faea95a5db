namespace Nbpf.Verification.State;

/// <summary>
/// What a register holds, as one value that is compared, copied and printed whole (enum bpf_reg_type with its flags, and the BTF type behind it):
/// <code>
/// 63                            32 31            8 7      0
/// |           BTF type id         |   modifiers   |  kind  |
/// </code>
/// </summary>
internal readonly struct RegisterType : IEquatable<RegisterType>
{
    private const int ModifierShift = 8;
    private const int BtfIdShift = 32;

    private readonly ulong _value;

    /// <summary>A kind with what is said of it.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="modifiers">What is said of it.</param>
    /// <param name="btfId">The BTF type pointed to, for kinds that have one.</param>
    public RegisterType(RegisterKind kind, RegisterModifiers modifiers = RegisterModifiers.None, uint btfId = 0) =>
        _value = (byte)kind | ((ulong)modifiers << ModifierShift) | ((ulong)btfId << BtfIdShift);

    /// <summary>The kind.</summary>
    public RegisterKind Kind => (RegisterKind)(byte)_value;

    /// <summary>What is said of it.</summary>
    public RegisterModifiers Modifiers => (RegisterModifiers)((uint)_value >> ModifierShift);

    /// <summary>The BTF type pointed to; 0 for kinds without.</summary>
    public uint BtfId => (uint)(_value >> BtfIdShift);

    /// <summary>A kind of which nothing is said.</summary>
    /// <param name="kind">The kind.</param>
    public static implicit operator RegisterType(RegisterKind kind) => new(kind);

    /// <summary>True when all of these are said of it.</summary>
    public bool Has(RegisterModifiers modifiers) => (Modifiers & modifiers) == modifiers;

    /// <summary>The same with more said of it.</summary>
    public RegisterType With(RegisterModifiers modifiers) => new(Kind, Modifiers | modifiers, BtfId);

    /// <summary>The same with less said of it.</summary>
    public RegisterType Without(RegisterModifiers modifiers) => new(Kind, Modifiers & ~modifiers, BtfId);

    /// <inheritdoc/>
    public bool Equals(RegisterType other) => _value == other._value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is RegisterType other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _value.GetHashCode();

    /// <summary>True when all of it is the same.</summary>
    public static bool operator ==(RegisterType left, RegisterType right) => left._value == right._value;

    /// <summary>True when any of it differs.</summary>
    public static bool operator !=(RegisterType left, RegisterType right) => left._value != right._value;
}

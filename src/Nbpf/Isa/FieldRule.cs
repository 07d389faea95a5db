using System.Globalization;

namespace Nbpf.Isa;

/// <summary>What a field of an instruction may hold: anything, a register, or up to two values (reserved fields: only 0).</summary>
public readonly record struct FieldRule
{
    private readonly Kind kind;
    private readonly int first;
    private readonly int second;

    private FieldRule(Kind kind, int first, int second)
    {
        this.kind = kind;
        this.first = first;
        this.second = second;
    }

    private enum Kind : byte
    {
        Any,
        Register,
        Values,
    }

    /// <summary>Any value.</summary>
    public static FieldRule Any => default;

    /// <summary>A register number, 0–10.</summary>
    public static FieldRule Register => new(Kind.Register, 0, 0);

    /// <summary>Reserved: only 0.</summary>
    public static FieldRule Zero => OneOf(0);

    /// <summary>True when every value is allowed.</summary>
    public bool IsAny => kind == Kind.Any;

    /// <summary>True when the field names a register.</summary>
    public bool IsRegister => kind == Kind.Register;

    /// <summary>The values a field with fixed values may hold, in order; empty for the other rules.</summary>
    public IReadOnlyList<int> Values => kind != Kind.Values ? [] : first == second ? [first] : [first, second];

    /// <summary>Exactly one value.</summary>
    /// <param name="value">The value.</param>
    public static FieldRule OneOf(int value) => new(Kind.Values, value, value);

    /// <summary>One of two values.</summary>
    /// <param name="first">One.</param>
    /// <param name="second">The other.</param>
    public static FieldRule OneOf(int first, int second) => new(Kind.Values, first, second);

    /// <summary>Whether the field may hold the value.</summary>
    /// <param name="value">The field's value.</param>
    public bool Allows(int value) => kind switch
    {
        Kind.Any => true,
        Kind.Register => (uint)value < Isa.Register.Count,
        _ => value == first || value == second,
    };

    /// <summary>The rule in words: <c>anything</c>, <c>a register 0-10</c>, <c>0</c>, <c>1 or 65536</c>.</summary>
    public override string ToString() => kind switch
    {
        Kind.Any => "anything",
        Kind.Register => "a register 0-10",
        _ => first == second ? first.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{first} or {second}"),
    };
}

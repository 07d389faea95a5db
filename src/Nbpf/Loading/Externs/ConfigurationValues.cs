using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Nbpf.Specs;
using Nbpf.Syscall;

namespace Nbpf.Loading.Externs;

/// <summary>
/// The contents of the map <c>.kconfig</c> while it is filled, with libbpf's rules for what fits which type
/// (bpf_object__process_kconfig_line). The first value of a variable counts.
/// </summary>
internal sealed class ConfigurationValues(IEnumerable<ConfigurationVariable> variables, int size)
{
    private readonly Dictionary<string, ConfigurationVariable> _missing = variables.ToDictionary(static variable => variable.Name, StringComparer.Ordinal);
    private readonly byte[] _bytes = new byte[size];

    /// <summary>The contents: zero where no value was set.</summary>
    internal ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>Variables without a value so far.</summary>
    internal IReadOnlyCollection<ConfigurationVariable> Missing => _missing.Values;

    /// <summary>Takes what a text in the form of a .config file says.</summary>
    /// <param name="text">The text.</param>
    /// <param name="prefixes">How the names of what may be set begin; other lines are not looked at.</param>
    /// <exception cref="ConfigurationFaultException">A line is malformed or its value does not fit its variable.</exception>
    internal void Take(string text, params ReadOnlySpan<string> prefixes)
    {
        Dictionary<string, ConfigurationVariable>.AlternateLookup<ReadOnlySpan<char>> missing = _missing.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            bool isWanted = false;
            foreach (string prefix in prefixes) isWanted |= line.StartsWith(prefix, StringComparison.Ordinal);
            if (!isWanted) continue;
            int equals = line.IndexOf('=');
            if (equals < 0) throw new ConfigurationFaultException(Errno.EINVAL, $"'{line}': no '='");
            if (equals + 1 == line.Length) throw new ConfigurationFaultException(Errno.EINVAL, $"'{line}': no value");
            if (missing.TryGetValue(line[..equals], out ConfigurationVariable? variable)) SetText(variable, line[(equals + 1)..].ToString());
        }
    }

    /// <summary>Sets a number.</summary>
    /// <param name="variable">The variable, without a value so far.</param>
    /// <param name="value">The number; a negative one as its two's complement.</param>
    /// <exception cref="ConfigurationFaultException">It does not fit the variable.</exception>
    internal void SetNumber(ConfigurationVariable variable, ulong value)
    {
        if (variable.Type is not (ConfigurationType.Integer or ConfigurationType.Character or ConfigurationType.Boolean))
            throw Fault(variable, Errno.EINVAL, $"{value} implies an integer, a character or a boolean");
        if (variable.Type == ConfigurationType.Boolean && value > 1) throw Fault(variable, Errno.EINVAL, $"{value} is no boolean");
        int bits = variable.Size * 8;
        bool fits = bits == 64 || (variable.IsSigned ? unchecked(value + (1ul << (bits - 1))) < 1ul << bits : value >> bits == 0);
        if (!fits) throw Fault(variable, Errno.ERANGE, $"{(variable.IsSigned ? (long)value : value)} does not fit {variable.Size} bytes");
        Span<byte> eight = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(eight, value);
        eight[..variable.Size].CopyTo(PlaceOf(variable));
    }

    private void SetText(ConfigurationVariable variable, string value)
    {
        switch (value[0])
        {
            case 'y' or 'n' or 'm':
                SetChoice(variable, value[0]);
                break;
            case '"':
                SetString(variable, value);
                break;
            default:
                ulong number = Number(variable, value);
                if (variable.Type is not (ConfigurationType.Integer or ConfigurationType.Character)) throw Fault(variable, Errno.EINVAL, $"'{value}' implies an integer");
                SetNumber(variable, number);
                break;
        }
    }

    private void SetChoice(ConfigurationVariable variable, char value)
    {
        switch (variable.Type)
        {
            case ConfigurationType.Boolean when value != 'm':
                PlaceOf(variable)[0] = (byte)(value == 'y' ? 1 : 0);
                break;
            case ConfigurationType.Tristate:
                // enum libbpf_tristate: TRI_NO, TRI_YES, TRI_MODULE.
                BinaryPrimitives.WriteInt32LittleEndian(PlaceOf(variable), "nym".IndexOf(value, StringComparison.Ordinal));
                break;
            case ConfigurationType.Character:
                PlaceOf(variable)[0] = (byte)value;
                break;
            default:
                throw Fault(variable, Errno.EINVAL, $"'{value}' implies {(value == 'm' ? "" : "a boolean, ")}enum libbpf_tristate or a character");
        }
    }

    // A string that is too long is cut, as libbpf does with a warning.
    private void SetString(ConfigurationVariable variable, string value)
    {
        if (variable.Type != ConfigurationType.Text) throw Fault(variable, Errno.EINVAL, $"{value} implies an array of characters");
        if (value.Length < 2 || value[^1] != '"') throw Fault(variable, Errno.EINVAL, $"{value} has no closing quote");
        ReadOnlySpan<byte> text = Encoding.UTF8.GetBytes(value[1..^1]);
        text[..Math.Min(text.Length, variable.Size - 1)].CopyTo(PlaceOf(variable));
    }

    // As strtoull with base 0 reads it: a sign, then hexadecimal after 0x, octal after 0, else decimal.
    private static ulong Number(ConfigurationVariable variable, string value)
    {
        ReadOnlySpan<char> digits = value.AsSpan().TrimStart();
        bool isNegative = digits.StartsWith("-");
        if (isNegative || digits.StartsWith("+")) digits = digits[1..];
        int radix = 10;
        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            radix = 16;
            digits = digits[2..];
        }
        else if (digits.StartsWith("0"))
        {
            radix = 8;
        }
        UInt128 number = 0;
        foreach (char digit in digits)
        {
            int worth = char.IsAsciiHexDigit(digit) ? int.Parse([digit], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : radix;
            if (worth >= radix) throw Fault(variable, Errno.EINVAL, $"'{value}' is no integer");
            number = (number * (UInt128)radix) + (UInt128)worth;
            if (number > ulong.MaxValue) throw Fault(variable, Errno.EINVAL, $"'{value}' does not fit 64 bits");
        }
        if (digits.IsEmpty) throw Fault(variable, Errno.EINVAL, $"'{value}' is no integer");
        return isNegative ? unchecked(0 - (ulong)number) : (ulong)number;
    }

    private Span<byte> PlaceOf(ConfigurationVariable variable)
    {
        _missing.Remove(variable.Name);
        return _bytes.AsSpan(variable.Offset, variable.Size);
    }

    private static ConfigurationFaultException Fault(ConfigurationVariable variable, Errno errno, string message) => new(errno, $"'{variable.Name}': {message}");
}

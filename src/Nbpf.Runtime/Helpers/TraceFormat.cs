using System.Globalization;
using System.Text;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Session;
using Nbpf.Syscall;

namespace Nbpf.Runtime.Helpers;

/// <summary>
/// The format language of bpf_trace_printk (kernel/bpf/helpers.c bpf_bprintf_prepare, Linux 6.18): <c>%d %i %u %x %X</c> with
/// <c>l</c> and <c>ll</c>, <c>%c</c>, <c>%s %pks %pus</c>, <c>%p %px %pK %ps %pS %pB</c>, <c>%pi4 %pI4 %pi6 %pI6</c>, with flags
/// <c>0 + - space</c> and a width. Anything else is EINVAL. Strings and addresses are read only from memory of the kernel or the
/// run's own stack; others read as a faulting read does in Linux: empty or zero.
/// </summary>
internal readonly unsafe ref struct TraceFormat
{
    /// <summary>Size in bytes of Linux's buffer for the text, its NUL included.</summary>
    public const int MaximumLength = 1024;

    private const int MaximumArgumentBytes = 512;

    private readonly RunFrame* run;
    private readonly RunSession session;

    /// <summary>Creates a formatter for one run.</summary>
    /// <param name="run">The run's frame.</param>
    /// <param name="session">The run's managed state.</param>
    public TraceFormat(RunFrame* run, RunSession session)
    {
        this.run = run;
        this.session = session;
    }

    /// <summary>Formats.</summary>
    /// <param name="format">The format; ends at its first NUL, EINVAL without one.</param>
    /// <param name="arguments">The arguments; EINVAL when the format wants more.</param>
    /// <param name="text">Receives the text, one char per byte.</param>
    public Errno Format(ReadOnlySpan<byte> format, ReadOnlySpan<ulong> arguments, StringBuilder text)
    {
        int end = format.IndexOf((byte)0);
        if (end < 0)
        {
            return Errno.EINVAL;
        }

        // One NUL past the text stands for every look-ahead.
        ReadOnlySpan<byte> rest = format[..(end + 1)];
        int used = 0;
        for (int i = 0; i < end; i++)
        {
            byte c = rest[i];
            if (c < 0x80 && (c < 0x20 || c == 0x7f) && !IsSpace(c))
            {
                return Errno.EINVAL;
            }

            if (c != '%')
            {
                text.Append((char)c);
                continue;
            }

            if (rest[i + 1] == '%')
            {
                text.Append('%');
                i++;
                continue;
            }

            if (used >= arguments.Length)
            {
                return Errno.EINVAL;
            }

            i++;
            Field field = Field.Read(rest, ref i);
            string? converted = Convert(rest, ref i, arguments[used++], field);
            if (converted is null)
            {
                return Errno.EINVAL;
            }

            text.Append(converted);
        }

        return Errno.None;
    }

    private string? Convert(ReadOnlySpan<byte> format, ref int i, ulong argument, Field field)
    {
        switch (format[i])
        {
            case (byte)'p':
                return ConvertPointer(format, ref i, argument, field);
            case (byte)'s':
                return EndsSpecifier(format[i + 1]) ? field.Pad(ReadString(argument), zero: false) : null;
            case (byte)'c':
                return field.Pad(((char)(byte)argument).ToString(), zero: false);
        }

        int longs = 0;
        while (longs < 2 && format[i] == 'l')
        {
            longs++;
            i++;
        }

        bool wide = longs > 0;
        return format[i] switch
        {
            (byte)'d' or (byte)'i' => field.Number(wide ? (long)argument : (int)argument),
            (byte)'u' => field.Pad((wide ? argument : (uint)argument).ToString(CultureInfo.InvariantCulture), zero: true),
            (byte)'x' => field.Pad((wide ? argument : (uint)argument).ToString("x", CultureInfo.InvariantCulture), zero: true),
            (byte)'X' => field.Pad((wide ? argument : (uint)argument).ToString("X", CultureInfo.InvariantCulture), zero: true),
            _ => null,
        };
    }

    private string? ConvertPointer(ReadOnlySpan<byte> format, ref int i, ulong argument, Field field)
    {
        byte kind = format[i + 1];
        if (EndsSpecifier(kind))
        {
            return field.Pad(argument.ToString("x16", CultureInfo.InvariantCulture), zero: true);
        }

        byte detail = format[i + 2];
        switch (kind)
        {
            case (byte)'k' or (byte)'u' when detail == 's':
                i += 2;
                return EndsSpecifier(format[i + 1]) ? field.Pad(ReadString(argument), zero: false) : null;
            case (byte)'K' or (byte)'x':
                i++;
                return field.Pad(argument.ToString("x16", CultureInfo.InvariantCulture), zero: true);
            case (byte)'s' or (byte)'S' or (byte)'B':
                i++;
                return field.Pad("0x" + argument.ToString("x", CultureInfo.InvariantCulture), zero: false);
            case (byte)'i' or (byte)'I' when detail is (byte)'4' or (byte)'6':
                i += 2;
                return field.Pad(detail == '4' ? ReadAddress4(argument, kind == 'i') : ReadAddress6(argument, kind == 'i'), zero: false);
            default:
                return null;
        }
    }

    private string ReadString(ulong address)
    {
        StringBuilder text = new();
        for (int i = 0; i < MaximumArgumentBytes - 1 && session.IsReadable(run, address + (ulong)i, 1); i++)
        {
            // SAFETY: the session vouched for this byte.
            byte b = ((byte*)address)[i];
            if (b == 0)
            {
                break;
            }

            text.Append((char)b);
        }

        return text.ToString();
    }

    private void ReadBytes(ulong address, Span<byte> bytes)
    {
        bytes.Clear();
        if (session.IsReadable(run, address, bytes.Length))
        {
            // SAFETY: the session vouched for these bytes.
            new ReadOnlySpan<byte>((void*)address, bytes.Length).CopyTo(bytes);
        }
    }

    private string ReadAddress4(ulong address, bool leadingZeros)
    {
        Span<byte> bytes = stackalloc byte[4];
        ReadBytes(address, bytes);
        return leadingZeros
            ? $"{bytes[0]:d3}.{bytes[1]:d3}.{bytes[2]:d3}.{bytes[3]:d3}"
            : $"{bytes[0]}.{bytes[1]}.{bytes[2]}.{bytes[3]}";
    }

    private string ReadAddress6(ulong address, bool plain)
    {
        Span<byte> bytes = stackalloc byte[16];
        ReadBytes(address, bytes);
        StringBuilder text = new(39);
        for (int i = 0; i < bytes.Length; i += 2)
        {
            if (i > 0 && !plain)
            {
                text.Append(':');
            }

            text.Append(CultureInfo.InvariantCulture, $"{bytes[i]:x2}{bytes[i + 1]:x2}");
        }

        return text.ToString();
    }

    private static bool IsSpace(byte c) => c is (>= 9 and <= 13) or (byte)' ' or 0xa0;

    private static bool IsPunctuation(byte c) => c is (>= 0x21 and <= 0x2f) or (>= 0x3a and <= 0x40) or (>= 0x5b and <= 0x60) or (>= 0x7b and <= 0x7e);

    private static bool EndsSpecifier(byte c) => c == 0 || IsSpace(c) || IsPunctuation(c);

    private readonly record struct Field(bool Zero, bool Plus, bool Left, bool Space, int Width)
    {
        public static Field Read(ReadOnlySpan<byte> format, ref int i)
        {
            Field field = default;
            for (; ; i++)
            {
                switch (format[i])
                {
                    case (byte)'0': field = field with { Zero = true }; continue;
                    case (byte)'+': field = field with { Plus = true }; continue;
                    case (byte)'-': field = field with { Left = true }; continue;
                    case (byte)' ': field = field with { Space = true }; continue;
                }

                break;
            }

            int width = 0;
            while (format[i] is >= (byte)'0' and <= (byte)'9')
            {
                width = Math.Min(width * 10 + (format[i] - '0'), MaximumLength);
                i++;
            }

            return field with { Width = width };
        }

        public string Number(long value)
        {
            string digits = value.ToString(CultureInfo.InvariantCulture).TrimStart('-');
            string sign = value < 0 ? "-" : Plus ? "+" : Space ? " " : "";
            return Zero && !Left ? sign + digits.PadLeft(Math.Max(Width - sign.Length, 0), '0') : Pad(sign + digits, zero: false);
        }

        public string Pad(string text, bool zero) => Left ? text.PadRight(Width) : text.PadLeft(Width, zero && Zero ? '0' : ' ');
    }
}

using System.Globalization;
using System.Text;

namespace Nbpf.Verification.Tests.Programs;

/// <summary>
/// Random programs that are mostly well typed: numbers, spills, variable stack offsets, map values, packets, linked registers,
/// bounded loops, subprograms. The same seed gives the same program.
/// </summary>
internal sealed class RandomProgram
{
    private static readonly int[] Scratch = [0, 2, 3, 4, 5, 7, 8];

    private readonly Random _random;
    private readonly List<string> _body = [];
    private readonly List<string> _subprograms = [];
    private readonly bool _isXdp;
    private readonly int _keyBytes;
    private readonly int _valueBytes;
    private int _labels;
    private int _depth;
    private int _subprogramCount;

    private RandomProgram(int seed)
    {
        _random = new Random(seed);
        _isXdp = _random.Next(3) != 0;
        _keyBytes = Pick(4, 8);
        _valueBytes = Pick(8, 16, 64);
    }

    /// <summary>Makes the program of a seed.</summary>
    public static ProgramCase Generate(int seed)
    {
        var program = new RandomProgram(seed);
        return ProgramCase.Parse(
            string.Create(CultureInfo.InvariantCulture, $"seed {seed}"),
            program._isXdp ? ProgramType.Xdp : ProgramType.SocketFilter,
            program.Write());
    }

    private string Write()
    {
        Emit("r6 = r1");
        foreach (int register in Scratch)
            Emit($"r{register} = {Immediate()}");
        Emit(_isXdp ? "r7 = *(u32 *)(r6 +12)" : "r7 = *(u32 *)(r6 +0)");
        CallRandom();
        Emit("r8 = r0");
        for (int i = _random.Next(3, 15); i > 0; i--)
            Step();
        Emit("end:");
        Emit($"r0 = {Pick("0", "1", "r7")}");
        Emit("exit");
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"map a Array 4 {_valueBytes} 1 0\nmap h Hash {_keyBytes} 32 4 0\n");
        return text.AppendJoin('\n', _body.Concat(_subprograms)).Append('\n').ToString();
    }

    private void Step()
    {
        switch (_random.Next(17))
        {
            case < 4: Alu(); break;
            case 4: CallRandom(); break;
            case < 7: Store(); break;
            case < 9: Load(); break;
            case < 11: Branch(); break;
            case 11: VariableStack(); break;
            case 12: MapValue(); break;
            case 13: Packet(); break;
            case 14: Loop(); break;
            case 15: CallSubprogram(); break;
            default: Link(); break;
        }
    }

    private void Alu()
    {
        int destination = Pick(Scratch);
        string width = Pick("r", "w");
        int kind = _random.Next(20);
        if (kind == 0)
            Emit($"{width}{destination} = -{width}{destination}");
        else if (kind == 1)
            Emit($"r{destination} = {Pick("be16", "be32", "bswap64", "le16", "bswap32")} r{destination}");
        else if (kind == 2)
            Emit($"{width}{destination} = ({Pick("s8", "s16")}){width}{Pick(Scratch)}");
        else if (kind < 7)
            Emit($"{width}{destination} {Pick("<<=", ">>=", "s>>=")} {(_random.Next(3) != 0 ? $"{_random.Next(width == "w" ? 32 : 64)}" : width + Pick(Scratch))}");
        else if (kind < 13)
            Emit($"{width}{destination} {Pick("+=", "-=", "*=", "|=", "&=", "^=", "=")} {Immediate()}");
        else
            Emit($"{width}{destination} {Pick("+=", "-=", "*=", "|=", "&=", "^=", "=", "=", "/=", "%=")} {width}{Pick(Scratch)}");
    }

    private void CallRandom()
    {
        Emit("call bpf_get_prandom_u32");
        foreach (int register in (int[])[2, 3, 4, 5])
            Emit($"r{register} = {Pick("r0", "0", Immediate())}");
    }

    private void Store()
    {
        int size = Pick(8, 8, 8, 4, 4, 2, 1);
        string value = _random.Next(5) < 3 ? $"r{Pick(Scratch)}" : Immediate();
        Emit($"*(u{size * 8} *)(r10 {SlotOffset(size)}) = {value}");
    }

    private void Load()
    {
        int size = Pick(8, 8, 8, 4, 4, 2, 1);
        string sign = size < 8 ? Pick("u", "s") : "u";
        Emit($"r{Pick(Scratch)} = *({sign}{size * 8} *)(r10 {SlotOffset(size)})");
    }

    private void Branch()
    {
        if (_depth > 2)
            return;
        string skip = Label();
        string width = Pick("r", "r", "w");
        string right = _random.Next(3) == 0 ? width + Pick(Scratch) : Immediate();
        Emit($"if {width}{Pick(Scratch)} {Pick("==", "!=", ">", ">=", "<", "<=", "s>", "s>=", "s<", "s<=", "&")} {right} goto {skip}");
        Nested(_random.Next(1, 6));
        if (_random.Next(3) == 0)
        {
            string join = Label();
            Emit($"goto {join}");
            Emit($"{skip}:");
            Nested(_random.Next(1, 5));
            skip = join;
        }

        Emit($"{skip}:");
    }

    private void VariableStack()
    {
        int index = Pick(Scratch);
        int pointer = Pick([.. ((int[])[2, 3, 4, 5]).Where(r => r != index)]);
        int mask = Pick(3, 7, 15, 31);
        Emit(_random.Next(3) != 0 ? $"r{index} &= {mask}" : $"if r{index} > {mask} goto end");
        Emit($"r{pointer} = r10");
        Emit($"r{pointer} += {Pick(-40, -32, -24, -8)}");
        Emit($"r{pointer} += r{index}");
        Emit(Pick($"*(u8 *)(r{pointer} +0) = r{Pick(Scratch)}", $"*(u8 *)(r{pointer} +0) = 0", $"r{Pick(Scratch)} = *(u8 *)(r{pointer} +0)"));
        Emit($"r{pointer} = {Immediate()}");
    }

    private void MapValue()
    {
        bool hash = _random.Next(2) == 0;
        int valueBytes = hash ? 32 : _valueBytes;
        string key = _random.Next(5) < 3 ? Pick("0", "1", "5") : $"r{Pick(Scratch)}";
        Emit($"*(u{(hash ? _keyBytes : 4) * 8} *)(r10 -8) = {key}");
        Emit($"r1 = map_fd {(hash ? 1 : 0)} ll");
        Emit("r2 = r10");
        Emit("r2 += -8");
        Emit("call bpf_map_lookup_elem");
        if (_random.Next(7) == 0)
            Emit("r7 = r0");
        string skip = Label();
        Emit($"if r0 == 0 goto {skip}");
        foreach (string line in Use(valueBytes, skip))
            Emit(line);
        Emit($"{skip}:");
        foreach (int register in (int[])[0, 2, 3, 4, 5])
            Emit($"r{register} = {Immediate()}");
    }

    private string[] Use(int valueBytes, string skip) => _random.Next(4) switch
    {
        0 => [$"r1 = *(u32 *)(r0 +{Pick(0, 4, valueBytes - 4)})"],
        1 => [$"r1 = r{Pick(7, 8)}", $"r1 &= {Pick(3, 7, valueBytes - 1)}", "r0 += r1", "*(u8 *)(r0 +0) = r1"],
        2 => [$"if r8 > {valueBytes - 8} goto {skip}", "r0 += r8", "r8 = *(u64 *)(r0 +0)"],
        _ => ["*(u64 *)(r10 -16) = r0", "r3 = *(u64 *)(r10 -16)", "*(u32 *)(r3 +4) = 7"],
    };

    private void Packet()
    {
        if (!_isXdp)
            return;
        int bytes = Pick(1, 4, 14, 34);
        Emit("r2 = *(u32 *)(r6 +0)");
        Emit("r3 = *(u32 *)(r6 +4)");
        Emit("r4 = r2");
        if (_random.Next(5) < 2)
        {
            Emit("r5 = r8");
            Emit($"r5 &= {Pick(15, 255, 0x7fff)}");
            Emit("r2 += r5");
            Emit("r4 = r2");
        }

        string skip = Label();
        Emit($"r4 += {bytes}");
        Emit($"if r4 {Pick(">", ">", ">=")} r3 goto {skip}");
        Emit($"r8 = *(u8 *)(r2 +{Pick(0, bytes - 1, Math.Max(bytes - 2, 0))})");
        Emit($"{skip}:");
        foreach (int register in (int[])[2, 3, 4, 5])
            Emit($"r{register} = {Immediate()}");
    }

    private void Loop()
    {
        if (_depth > 1)
            return;
        int counter = Pick(7, 8);
        string again = Label();
        Emit($"r{counter} = 0");
        Emit($"{again}:");
        for (int i = _random.Next(1, 4); i > 0; i--)
        {
            switch (_random.Next(3))
            {
                case 0: Emit($"r{Pick(0, 2, 3, 4, 5)} {Pick("+=", "^=", "&=", "=")} {Immediate()}"); break;
                case 1: Emit($"r{Pick(0, 2, 3, 4, 5)} = *(u64 *)(r10 {SlotOffset(8)})"); break;
                default: Store(); break;
            }
        }

        Emit($"r{counter} += 1");
        Emit($"if r{counter} < {_random.Next(2, 7)} goto {again}");
    }

    private void CallSubprogram()
    {
        string name = $"f{_subprogramCount++}";
        Emit($"r1 = r{Pick(Scratch)}");
        Emit($"r2 = r{Pick(Scratch)}");
        bool passesStack = _random.Next(5) < 2;
        Emit(passesStack ? "r3 = r10" : $"r3 = r{Pick(Scratch)}");
        if (passesStack)
            Emit("r3 += -24");
        Emit($"call {name}");
        _subprograms.Add($"{name}:");
        if (passesStack)
            _subprograms.Add(Pick("*(u64 *)(r3 +0) = r1", "r2 = *(u64 *)(r3 +0)", "*(u64 *)(r10 -8) = r3"));
        for (int i = _random.Next(5); i > 0; i--)
        {
            _subprograms.Add(Pick(
                "r1 += r2", "r1 &= 7", "r2 = r1", "*(u64 *)(r10 -8) = r1", "r1 = *(u64 *)(r10 -8)", $"if r1 > 5 goto {name}e", "r2 += 3", "r6 = r1"));
        }

        _subprograms.AddRange([$"{name}e:", $"r0 = {Pick("r1", "r2", "1")}", "exit"]);
        foreach (int register in (int[])[2, 3, 4, 5])
            Emit($"r{register} = {Immediate()}");
    }

    private void Link()
    {
        int source = Pick(0, 7, 8);
        int copy = Pick(3, 4, 5);
        Emit($"r{copy} = r{source}");
        if (_random.Next(5) < 3)
            Emit($"{Pick("r", "r", "w")}{copy} {Pick("+=", "-=")} {Pick(1, 5, 16, -3)}");
        Emit($"if {Pick("r", "w")}{Pick(source, copy)} {Pick(">", "s>", "<", "==", "!=")} {Pick(3, 10, 20)} goto end");
    }

    private void Nested(int steps)
    {
        _depth++;
        for (; steps > 0; steps--)
            Step();
        _depth--;
    }

    private int SlotOffset(int size) => _random.Next(3) == 0 ? -8 * _random.Next(1, 6) : -size * _random.Next(1, (40 / size) + 1);

    private string Immediate() => Pick(0, 1, 2, 3, 7, 8, 15, 16, 255, 256, -1, -2, -8, 1000, int.MaxValue, int.MinValue,
        _random.Next(-100, 101), _random.Next(65536)).ToString(CultureInfo.InvariantCulture);

    private string Label() => $"l{++_labels}";

    private void Emit(string line) => _body.Add(line);

    private T Pick<T>(params T[] choices) => choices[_random.Next(choices.Length)];
}

using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Tests.BtfFormat;

/// <summary>
/// Every limit of BTF, one step either side of it: what is refused here, with which words, and that Linux says the same. Where it says
/// otherwise the row has the reason.
/// </summary>
public sealed class BtfLimitTests
{
    private const string NoCompilerWritesIt = "no compiler writes it and nothing could be made of it; Linux does not look";
    private const string ForLibraries = "clang writes it of extern functions and variables; loaders replace it before Linux sees it";
    private const string OwnSize = "Linux adds the size of the member's type; here its place alone counts";
    private const string Depth = "Linux bounds how deep its own walk goes (32), which depends on the order of the types";

    private const uint Int = 1;

    private static readonly IReadOnlyDictionary<string, Row> Rows = All().ToDictionary(static row => row.Name, StringComparer.Ordinal);

    public static TheoryData<string> Names => [.. Rows.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Parse_AtTheLimit_IsTakenOrRefusedByName(string name)
    {
        Row row = Rows[name];
        string? found = Refusal(row.Bytes);
        if (row.Message is null) Assert.Null(found);
        else Assert.Contains(row.Message, found ?? "taken", StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_AtEveryLimit_AnswersAsLinuxButWhereSaid()
    {
        IReadOnlyDictionary<string, string> linux = RecordedAnswers.For("btf-limits", Ask);
        string[] wrong =
        [
            .. Rows.Values.Where(row => (linux[row.Name] == "ok" == row.Message is null) != row.Reason is null)
                .Select(row => $"{row.Name}: here {row.Message ?? "taken"}, Linux {linux[row.Name]}; reason {row.Reason ?? "none"}"),
        ];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
    }

    private static IEnumerable<KeyValuePair<string, string>> Ask(IBpf kernel)
    {
        byte[] log = new byte[1 << 16];
        foreach (Row row in Rows.Values)
        {
            SysResult result = kernel.BtfLoad(row.Bytes, 1, log, out _);
            if (!result.IsError) kernel.Close(result.Value);
            string[] lines = System.Text.Encoding.UTF8.GetString(log.AsSpan(0, Math.Max(log.AsSpan().IndexOf((byte)0), 0))).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            yield return new(row.Name, result.IsError ? $"{result.Errno}: {lines.LastOrDefault()}" : "ok");
        }
    }

    private static string? Refusal(byte[] bytes)
    {
        try
        {
            Btf.Parse(bytes);
            return null;
        }
        catch (BpfFormatException error)
        {
            return error.Message;
        }
    }

    private static IEnumerable<Row> All() => [.. Integers(), .. Sizes(), .. Members(), .. Unions(), .. Counts(), .. References(), .. Tags(), .. Functions(), .. Depths(), .. Strings()];

    private static IEnumerable<Row> Integers()
    {
        yield return Integer("int of 0 bits", 4, 0, 0, 0, "an integer of 0 bits", NoCompilerWritesIt);
        yield return Integer("int of 1 bit", 4, 1, 0, 0, null);
        yield return Integer("int of all its bits", 4, 32, 0, 0, null);
        yield return Integer("int of a bit more than its bytes", 4, 33, 0, 0, "does not fit 4 bytes");
        yield return Integer("int at a bit, to its end", 4, 31, 1, 0, null);
        yield return Integer("int at a bit, past its end", 4, 32, 1, 0, "does not fit 4 bytes");
        yield return Integer("int of 128 bits", 16, 128, 0, 0, null);
        yield return Integer("int of 128 bits at a bit", 17, 128, 1, 0, "at most 128 are allowed");
        yield return Integer("int of 17 bytes", 17, 8, 0, 0, "an integer of 17 bytes", NoCompilerWritesIt);
        yield return Integer("int signed", 4, 32, 0, 1, null);
        yield return Integer("int char", 1, 8, 0, 2, null);
        yield return Integer("int signed char", 1, 8, 0, 3, "integer encoding 0x3");
        yield return Integer("int bool", 1, 8, 0, 4, null);
        yield return Integer("int signed bool", 1, 8, 0, 5, "integer encoding 0x5");
        yield return Integer("int of an unknown encoding", 4, 32, 0, 8, "integer encoding 0x8");
        yield return Make("int with reserved bits", raw => raw.Type("i", BtfKind.Int, 0, false, 4, 0x0000_0120), "reserved bits of the integer encoding", NoCompilerWritesIt);
        yield return Make("int with the top bits", raw => raw.Type("i", BtfKind.Int, 0, false, 4, 0x1000_0020), "reserved bits of the integer encoding");
    }

    private static Row Integer(string name, uint size, uint bits, uint offset, uint encoding, string? message, string? reason = null) =>
        Make(name, raw => raw.Type("i", BtfKind.Int, 0, false, size, (encoding << 24) | (offset << 16) | bits), message, reason);

    private static IEnumerable<Row> Sizes()
    {
        foreach (uint size in (uint[])[0, 1, 2, 3, 4, 8, 12, 16, 20])
            yield return Make($"float of {size}", raw => raw.Type("f", BtfKind.Float, 0, false, size), size is 2 or 4 or 8 or 12 or 16 ? null : $"a float of {size} bytes");
        foreach (uint size in (uint[])[0, 1, 2, 3, 4, 8, 16])
        {
            string? message = size is 1 or 2 or 4 or 8 ? null : $"an enum of {size} bytes";
            yield return Make($"enum of {size}", raw => raw.Type("e", BtfKind.Enum, 1, false, size, raw.Name("A"), 0), message);
            yield return Make($"enum64 of {size}", raw => raw.Type("e", BtfKind.Enum64, 1, false, size, raw.Name("A"), 0, 0), message);
        }
    }

    // Struct of 8 bytes: an int at a bit, with a size in bits where the struct says so.
    private static IEnumerable<Row> Members()
    {
        yield return Struct("member to the end", 8, false, null, (32, 0));
        yield return Struct("member from the last byte on", 8, false, null, (56, 0), OwnSize);
        yield return Struct("member at the end", 8, false, null, (64, 0), OwnSize);
        yield return Struct("member a bit past the end", 8, false, "lies outside Struct of 8 bytes", (65, 0));
        yield return Struct("member a byte past the end", 8, false, "lies outside Struct of 8 bytes", (72, 0));
        yield return Struct("bitfield to the end", 8, true, null, (60, 4));
        yield return Struct("bitfield a bit past the end", 8, true, "lies outside Struct of 8 bytes", (60, 5));
        yield return Struct("bitfield past the end of 5 bytes", 5, true, "lies outside Struct of 5 bytes", (32, 9));
        yield return Struct("bitfield to the end of 5 bytes", 5, true, null, (32, 8));
        yield return Make("members at the same bit", raw => Pair(raw, BtfKind.Struct, 8, 0, 0), null);
        yield return Make("members one after another", raw => Pair(raw, BtfKind.Struct, 8, 0, 32), null);
        yield return Make("members out of order", raw => Pair(raw, BtfKind.Struct, 8, 32, 0), "member at bit 0 of a Struct is out of order");
        yield return Make("members out of order by a bit", raw => raw.Type("s", BtfKind.Struct, 2, true, 8, raw.Name("a"), Int, (1u << 24) | 1, raw.Name("b"), Int, 1u << 24), "member at bit 0 of a Struct is out of order", withInt: true);
    }

    private static IEnumerable<Row> Unions()
    {
        yield return Make("union members at 0", raw => Pair(raw, BtfKind.Union, 4, 0, 0), null);
        yield return Make("union member at bit 1", raw => raw.Type("u", BtfKind.Union, 1, true, 8, raw.Name("a"), Int, (1u << 24) | 1), "member at bit 1 of a Union is out of order", withInt: true);
        yield return Make("union member at byte 1", raw => Pair(raw, BtfKind.Union, 8, 0, 8), "member at bit 8 of a Union is out of order");
        yield return Make("union smaller than its member's bits", raw => raw.Type("u", BtfKind.Union, 1, true, 1, raw.Name("a"), Int, 9u << 24), "lies outside Union of 1 bytes", withInt: true);
    }

    // Kinds that have no items, with one.
    private static IEnumerable<Row> Counts()
    {
        foreach (BtfKind kind in (BtfKind[])[BtfKind.Ptr, BtfKind.Typedef, BtfKind.Volatile, BtfKind.Const, BtfKind.Restrict, BtfKind.TypeTag])
        {
            string name = kind is BtfKind.Typedef or BtfKind.TypeTag ? "t" : "";
            yield return Make($"{kind} of an int", raw => raw.Type(name, kind, 0, false, Int), null, withInt: true);
            yield return Make($"{kind} with a count", raw => raw.Type(name, kind, 1, false, Int), $"{kind} has an item count of 1, expected 0", withInt: true);
        }
        yield return Make("array with a count", raw => raw.Type("", BtfKind.Array, 1, false, 0, Int, Int, 1), "Array has an item count of 1, expected 0", withInt: true);
        yield return Make("forward with a count", raw => raw.Type("f", BtfKind.Fwd, 1, false, 0), "Fwd has an item count of 1, expected 0");
        yield return Make("int with a count", raw => raw.Type("i", BtfKind.Int, 1, false, 4, 32), "Int has an item count of 1, expected 0");
        yield return Make("float with a count", raw => raw.Type("f", BtfKind.Float, 1, false, 4), "Float has an item count of 1, expected 0");
        yield return Make("variable with a count", raw => raw.Type("v", BtfKind.Var, 1, false, Int, 1), "Var has an item count of 1, expected 0", withInt: true);
        yield return Make("tag with a count", raw => raw.Type("t", BtfKind.DeclTag, 1, false, Struct(raw), 0), "DeclTag has an item count of 1, expected 0", withInt: true);
        yield return Make("reserved bits of info", raw => raw.Type("s", (BtfKind)0x24, 0, false, 4), "reserved bits of info");
        yield return Make("kind 19", raw => raw.Type("e", (BtfKind)19, 0, false, 4), null);
        yield return Make("kind 20", raw => raw.Type("e", (BtfKind)20, 0, false, 4), "unknown kind 20");
        yield return Make("kind 0", raw => raw.Type("", 0, 0, false, 0), "unknown kind 0");
    }

    private static IEnumerable<Row> References()
    {
        yield return Make("pointer to the last type", raw => raw.Type("", BtfKind.Ptr, 0, false, raw.LastId + 2), null, after: static raw => raw.Int());
        yield return Make("pointer past the last type", raw => raw.Type("", BtfKind.Ptr, 0, false, raw.LastId + 2), "refers to type 2 of 1");
        yield return Make("function of an int", raw => raw.Type("f", BtfKind.Func, 0, false, Int), "expected a function prototype", withInt: true);
        yield return Make("function of void", raw => raw.Type("f", BtfKind.Func, 0, false, 0), "refers to void, expected a function prototype");
        yield return Make("pointer to a variable", raw => raw.Type("", BtfKind.Ptr, 0, false, raw.Type("v", BtfKind.Var, 0, false, Int, 1)), "refers to type 2 (Var)", withInt: true);
        yield return Make("pointer to a function", raw => raw.Type("", BtfKind.Ptr, 0, false, Function(raw)), "refers to type 3 (Func)", NoCompilerWritesIt, withInt: true);
        yield return Make("pointer to a section", raw => raw.Type("", BtfKind.Ptr, 0, false, Section(raw)), "refers to type 3 (Datasec)", withInt: true);
        yield return Make("pointer to a tag", raw => raw.Type("", BtfKind.Ptr, 0, false, raw.Type("t", BtfKind.DeclTag, 0, false, Struct(raw), 0xffff_ffff)), "refers to type 3 (DeclTag)", withInt: true);
        yield return Make("section of a variable", raw => Section(raw), null, withInt: true);
        yield return Make("section of an int", raw => raw.Type(".data", BtfKind.Datasec, 1, false, 4, Int, 0, 4), "holds type 1 (Int), expected a variable or function", withInt: true);
        yield return Make("section of a type past the last", raw => raw.Type(".data", BtfKind.Datasec, 1, false, 4, 9, 0, 4), "refers to type 9 of 2", withInt: true);
        yield return Make("array of a variable", raw => raw.Type("", BtfKind.Array, 0, false, 0, raw.Type("v", BtfKind.Var, 0, false, Int, 1), Int, 1), "refers to type 2 (Var)", withInt: true);
        yield return Make("array indexed by a variable", raw => raw.Type("", BtfKind.Array, 0, false, 0, Int, raw.Type("v", BtfKind.Var, 0, false, Int, 1), 1), "refers to type 2 (Var)", withInt: true);
        yield return Make("parameter of a variable", raw => raw.Type("", BtfKind.FuncProto, 1, false, 0, raw.Name("p"), raw.Type("v", BtfKind.Var, 0, false, Int, 1)), "refers to type 2 (Var)", withInt: true);
        yield return Make("return of a function", raw => raw.Type("", BtfKind.FuncProto, 0, false, Function(raw)), "refers to type 3 (Func)", withInt: true);
        yield return Make("member of a function", raw => raw.Type("s", BtfKind.Struct, 1, false, 8, raw.Name("m"), Function(raw), 0), "refers to type 3 (Func)", withInt: true);
    }

    private static IEnumerable<Row> Tags()
    {
        foreach ((int index, bool isTaken) in ((int, bool)[])[(-2, false), (-1, true), (0, true), (1, true), (2, false), (int.MaxValue, false), (int.MinValue, false)])
        {
            string? message = isTaken ? null : $"component index {index} of 2 components";
            yield return Make($"tag on component {index} of a struct of 2", raw => raw.Type("t", BtfKind.DeclTag, 0, false, Pair(raw, BtfKind.Struct, 8, 0, 32), (uint)index), message);
            yield return Make($"tag on component {index} of a union of 2", raw => raw.Type("t", BtfKind.DeclTag, 0, false, Pair(raw, BtfKind.Union, 8, 0, 0), (uint)index), message);
            yield return Make($"tag on parameter {index} of 2", raw => raw.Type("t", BtfKind.DeclTag, 0, false, Function(raw, 2), (uint)index), message, withInt: true);
        }
        foreach ((int index, bool isTaken) in ((int, bool)[])[(-1, true), (0, false)])
        {
            string? message = isTaken ? null : "component index 0 of 0 components";
            yield return Make($"tag on component {index} of a variable", raw => raw.Type("t", BtfKind.DeclTag, 0, false, raw.Type("v", BtfKind.Var, 0, false, Int, 1), (uint)index), message, withInt: true);
            yield return Make($"tag on component {index} of a typedef", raw => raw.Type("t", BtfKind.DeclTag, 0, false, raw.Type("d", BtfKind.Typedef, 0, false, Int), (uint)index), message, withInt: true);
            yield return Make($"tag on parameter {index} of none", raw => raw.Type("t", BtfKind.DeclTag, 0, false, Function(raw), (uint)index), message, withInt: true);
        }
        yield return Make("tag on an int", raw => raw.Type("t", BtfKind.DeclTag, 0, false, Int, 0xffff_ffff), "is on type 1 (Int)", withInt: true);
        yield return Make("tag on void", raw => raw.Type("t", BtfKind.DeclTag, 0, false, 0, 0xffff_ffff), "is on void");
    }

    private static IEnumerable<Row> Functions()
    {
        for (int linkage = 0; linkage <= 3; linkage++)
        {
            int value = linkage;
            yield return Make($"function linkage {value}", raw => raw.Type("f", BtfKind.Func, value, false, Prototype(raw, 0)), value > 2 ? "function linkage 3" : null, value == 2 ? ForLibraries : null, withInt: true);
            yield return Make($"variable linkage {value}", raw => raw.Type("v", BtfKind.Var, 0, false, Int, (uint)value), value > 2 ? "variable linkage 3" : null, value == 2 ? ForLibraries : null, withInt: true);
        }
        foreach (BtfKind kind in (BtfKind[])[BtfKind.Typedef, BtfKind.Fwd, BtfKind.Float])
            yield return Make($"{kind} without a name", raw => raw.Type("", kind, 0, false, kind == BtfKind.Typedef ? Int : kind == BtfKind.Float ? 4u : 0), $"{kind} has no name", kind == BtfKind.Float ? NoCompilerWritesIt : null, withInt: true);
        yield return Make("function without a name", raw => raw.Type("", BtfKind.Func, 0, false, Prototype(raw, 0)), "Func has no name", withInt: true);
        yield return Make("variable without a name", raw => raw.Type("", BtfKind.Var, 0, false, Int, 0), "Var has no name", withInt: true);
        yield return Make("section without a name", raw => raw.Type("", BtfKind.Datasec, 0, false, 4), "Datasec has no name");
    }

    private static IEnumerable<Row> Depths()
    {
        foreach (int depth in (int[])[20, 127, 128, 129])
        {
            yield return Make($"chain of {depth}", raw =>
            {
                for (int i = 0; i < depth; i++) raw.Type("t", BtfKind.Typedef, 0, false, raw.LastId);
            }, depth > 128 ? "a chain of more than 128 references" : null, depth > 128 ? Depth : null, withInt: true);
        }
    }

    private static IEnumerable<Row> Strings()
    {
        foreach (int length in (int[])[1, 127, 128, 511, 512, 513])
        {
            string name = new('n', length);
            yield return Make($"name of {length}", raw => raw.Type(name, BtfKind.Typedef, 0, false, Int), length > 512 ? "a name of more than 512 bytes" : null, withInt: true);
            yield return Make($"member name of {length}", raw => raw.Type("s", BtfKind.Struct, 1, false, 4, raw.Name(name), Int, 0), length > 512 ? "a name of more than 512 bytes" : null, withInt: true);
        }
    }

    private static Row Struct(string name, uint size, bool hasBitfields, string? message, (uint Bit, uint Bits) member, string? reason = null) => Make(
        name, raw => raw.Type("s", BtfKind.Struct, 1, hasBitfields, size, raw.Name("m"), Int, (member.Bits << 24) | member.Bit), message, reason, withInt: true);

    private static uint Struct(RawBtf raw) => raw.Type("s", BtfKind.Struct, 1, false, 4, raw.Name("m"), Int, 0);

    private static uint Pair(RawBtf raw, BtfKind kind, uint size, uint firstBit, uint secondBit)
    {
        uint integer = raw.Int();
        return raw.Type("p", kind, 2, false, size, raw.Name("a"), integer, firstBit, raw.Name("b"), integer, secondBit);
    }

    private static uint Prototype(RawBtf raw, int parameters)
    {
        uint name = raw.Name("p");
        return raw.Type("", BtfKind.FuncProto, parameters, false, Int, [.. Enumerable.Range(0, parameters * 2).Select(i => i % 2 == 0 ? name : Int)]);
    }

    private static uint Function(RawBtf raw, int parameters = 0) => raw.Type("f", BtfKind.Func, 0, false, Prototype(raw, parameters));

    private static uint Section(RawBtf raw) => raw.Type(".data", BtfKind.Datasec, 1, false, 4, raw.Type("v", BtfKind.Var, 0, false, Int, 1), 0, 4);

    private static Row Make(string name, Action<RawBtf> write, string? message, string? reason = null, bool withInt = false, Action<RawBtf>? after = null)
    {
        var raw = new RawBtf();
        if (withInt) raw.Int();
        write(raw);
        after?.Invoke(raw);
        return new Row(name, raw.ToBytes(), message, reason);
    }

    /// <summary>A blob.</summary>
    /// <param name="Name">What it is.</param>
    /// <param name="Bytes">The blob.</param>
    /// <param name="Message">Part of the refusal here, or null when it is taken.</param>
    /// <param name="Reason">Why Linux answers otherwise, or null when it answers the same.</param>
    private sealed record Row(string Name, byte[] Bytes, string? Message, string? Reason);
}

namespace Nbpf.Tests.CoRe;

/// <summary>Pairs of an object's type and a target's, one step either side of each comparison that CO-RE makes of two types.</summary>
internal static class TypePairs
{
    private static readonly Make Int = Number("int", 4);
    private static readonly Make Void = static _ => default;

    private static readonly (string Name, Func<string, Make> Of)[] Named =
    [
        ("int", static name => Number(name, 4)),
        ("float", static name => types => (types.AddFloat(name, 4), 4)),
        ("struct", static name => Struct(name, ("m", Int))),
        ("union", static name => Union(name, ("m", Int))),
        ("enum", static name => Enum(name, 4, "A")),
        ("enum64", static name => Enum64(name, 4, "A")),
        ("declared struct", static name => Declared(name)),
        ("declared union", static name => Declared(name, isUnion: true)),
    ];

    private static readonly (string Name, Make Type)[] Nameless =
    [
        ("void", Void),
        ("pointer", Pointer(Int)),
        ("array", Array(Int, 1)),
        ("struct", Struct("", ("m", Int))),
        ("union", Union("", ("m", Int))),
        ("enum", Enum("", 4, "A")),
        ("enum64", Enum64("", 4, "A")),
        ("prototype", Prototype(Int)),
    ];

    /// <summary>Adds a type with all that it needs, and tells its size in bytes.</summary>
    internal delegate (uint Id, uint SizeBytes) Make(BtfBuilder types);

    internal static IEnumerable<(string Name, Make Mine, Make Theirs)> All() => [.. Kinds(), .. Names(), .. Numbers(), .. Arrays(), .. Members(), .. Constants(), .. Prototypes()];

    /// <summary>Pairs about as deep as they may be.</summary>
    internal static IEnumerable<(string Name, Make Mine, Make Theirs)> Depths()
    {
        foreach (int depth in (int[])[30, 31, 32, 33, 34])
        {
            foreach ((string kind, Func<Make, Make> wrap) in ((string, Func<Make, Make>)[])
                [("pointers", Pointer), ("arrays", static type => Array(type, 1)), ("structs", static type => Struct("s", ("m", type))), ("parameters", static type => Prototype(Int, Pointer(type))), ("results", static type => Prototype(type))])
            {
                Make nested = Int;
                for (int i = 0; i < depth; i++) nested = wrap(nested);
                yield return ($"{depth} {kind}", nested, nested);
            }
        }
    }

    private static IEnumerable<(string Name, Make Mine, Make Theirs)> Kinds()
    {
        foreach ((string mine, Func<string, Make> ofMine) in Named)
        {
            foreach ((string theirs, Func<string, Make> ofTheirs) in Named)
            {
                yield return ($"{mine}, there {theirs}", ofMine("n"), ofTheirs("n"));
                yield return ($"pointer to {mine}, there {theirs}", Pointer(ofMine("n")), Pointer(ofTheirs("n")));
            }
        }
        foreach ((string mine, Make ofMine) in Nameless)
        {
            foreach ((string theirs, Make ofTheirs) in Nameless) yield return ($"pointer to nameless {mine}, there {theirs}", Pointer(ofMine), Pointer(ofTheirs));
        }
    }

    private static IEnumerable<(string Name, Make Mine, Make Theirs)> Names()
    {
        foreach ((string mine, string theirs) in ((string, string)[])[("n", "o"), ("n___x", "n"), ("n", "n___x"), ("n___x", "n___y"), ("n___x", "o___x")])
        {
            foreach ((string kind, Func<string, Make> of) in Named)
            {
                yield return ($"{kind} {mine}, there {theirs}", of(mine), of(theirs));
                yield return ($"pointer to {kind} {mine}, there {theirs}", Pointer(of(mine)), Pointer(of(theirs)));
            }
            yield return ($"member {mine}, there {theirs}", Struct("s", (mine, Int)), Struct("s", (theirs, Int)));
            yield return ($"constant {mine}, there {theirs}", Enum("e", 4, mine), Enum("e", 4, theirs));
            yield return ($"constant {mine} of 64 bits, there {theirs}", Enum64("e", 8, mine), Enum64("e", 8, theirs));
            yield return ($"typedef {mine}, there {theirs}", Typedef(mine, Int), Typedef(theirs, Int));
            yield return ($"member of {mine}, there {theirs}", Struct("s", ("m", Number(mine, 4))), Struct("s", ("m", Number(theirs, 4))));
            yield return ($"elements of {mine}, there {theirs}", Array(Number(mine, 4), 2), Array(Number(theirs, 4), 2));
            yield return ($"result {mine}, there {theirs}", Prototype(Number(mine, 4)), Prototype(Number(theirs, 4)));
            yield return ($"parameter of {mine}, there {theirs}", Prototype(Void, Int, Number(mine, 4)), Prototype(Void, Int, Number(theirs, 4)));
        }
        foreach ((string kind, Func<string, Make> of) in Named.Where(static named => named.Name is "struct" or "union" or "enum" or "enum64"))
        {
            yield return ($"{kind} n, there without a name", of("n"), of(""));
            yield return ($"{kind} without a name, there n", of(""), of("n"));
        }
    }

    private static IEnumerable<(string Name, Make Mine, Make Theirs)> Numbers()
    {
        yield return ("4 bytes, there 8", Number("n", 4), Number("n", 8));
        yield return ("8 bytes, there 4", Number("n", 8), Number("n", 4));
        BtfIntegerEncoding[] encodings = [BtfIntegerEncoding.None, BtfIntegerEncoding.Signed, BtfIntegerEncoding.Char, BtfIntegerEncoding.Bool];
        foreach (BtfIntegerEncoding mine in encodings)
        {
            foreach (BtfIntegerEncoding theirs in encodings) yield return ($"encoding {mine}, there {theirs}", Number("n", 1, mine), Number("n", 1, theirs));
        }
        yield return ("const volatile, there plain", Modified(BtfKind.Const, Modified(BtfKind.Volatile, Int)), Int);
        yield return ("plain, there restrict and tagged", Pointer(Int), Modified(BtfKind.Restrict, Modified(BtfKind.TypeTag, Pointer(Int))));
        yield return ("typedef of typedef, there plain", Typedef("a", Typedef("b", Int)), Int);
    }

    private static IEnumerable<(string Name, Make Mine, Make Theirs)> Arrays()
    {
        yield return ("2 elements, there 2", Array(Int, 2), Array(Int, 2));
        yield return ("2 elements, there 3", Array(Int, 2), Array(Int, 3));
        yield return ("3 elements, there 2", Array(Int, 3), Array(Int, 2));
        yield return ("2 times 3 elements, there 3 times 2", Array(Array(Int, 2), 3), Array(Array(Int, 3), 2));
        yield return ("elements of 4 bytes, there 8", Array(Number("n", 4), 2), Array(Number("n", 8), 2));
        yield return ("array of arrays, there of numbers", Array(Array(Int, 2), 2), Array(Int, 2));
    }

    private static IEnumerable<(string Name, Make Mine, Make Theirs)> Members()
    {
        Make narrow = Number("n", 4), wide = Number("n", 8);
        foreach ((string kind, Func<string, (string, Make)[], Make> of) in ((string, Func<string, (string, Make)[], Make>)[])[("struct", Struct), ("union", Union)])
        {
            yield return ($"{kind} of 0, there of 0", of("s", []), of("s", []));
            yield return ($"{kind} of 0, there of 1", of("s", []), of("s", [("a", Int)]));
            yield return ($"{kind} of 1, there of 0", of("s", [("a", Int)]), of("s", []));
            yield return ($"{kind} of 1, there of 2", of("s", [("b", Int)]), of("s", [("a", Int), ("b", Int)]));
            yield return ($"{kind} of 2, there of 1", of("s", [("a", Int), ("b", Int)]), of("s", [("a", Int)]));
            yield return ($"{kind} of a twice, there of a once", of("s", [("a", Int), ("a", Int)]), of("s", [("a", Int)]));
            yield return ($"{kind} of a and b, there b and a", of("s", [("a", Int), ("b", wide)]), of("s", [("b", wide), ("a", Int)]));
            yield return ($"{kind} of a and b, there a and c", of("s", [("a", Int), ("b", Int)]), of("s", [("a", Int), ("c", Int)]));
            yield return ($"{kind}, first member wider there", of("s", [("a", narrow), ("b", Int)]), of("s", [("a", wide), ("b", Int)]));
            yield return ($"{kind}, last member wider there", of("s", [("b", Int), ("a", narrow)]), of("s", [("b", Int), ("a", wide)]));
            yield return ($"{kind} of a nameless one, there the second", of("s", [("", Struct("", ("a", Int)))]), of("s", [("", Struct("", ("b", Int))), ("", Struct("", ("a", Int)))]));
            yield return ($"{kind} of a nameless one, there a name", of("s", [("", Struct("", ("a", Int)))]), of("s", [("c", Struct("", ("a", Int)))]));
            yield return ($"{kind} within, wider there", of("s", [("i", of("t", [("a", narrow)]))]), of("s", [("i", of("t", [("a", wide)]))]));
            yield return ($"{kind} behind a pointer, wider there", of("s", [("i", Pointer(of("t", [("a", narrow)])))]), of("s", [("i", Pointer(of("t", [("a", wide)])))]));
            yield return ($"{kind} in an array, wider there", Array(of("s", [("a", narrow)]), 2), Array(of("s", [("a", wide)]), 2));
            yield return ($"{kind} in an array behind a pointer, wider there", Pointer(Array(of("s", [("a", narrow)]), 2)), Pointer(Array(of("s", [("a", wide)]), 2)));
        }
    }

    private static IEnumerable<(string Name, Make Mine, Make Theirs)> Constants()
    {
        foreach ((string kind, Func<string, uint, string[], Make> of) in ((string, Func<string, uint, string[], Make>)[])[("enum", Enum), ("enum64", Enum64)])
        {
            yield return ($"{kind} of 0, there of 0", of("e", 4, []), of("e", 4, []));
            yield return ($"{kind} of 1, there of 0", of("e", 4, ["A"]), of("e", 4, []));
            yield return ($"{kind} of 0, there of 1", of("e", 4, []), of("e", 4, ["A"]));
            yield return ($"{kind} of B, there A and B", of("e", 4, ["B"]), of("e", 4, ["A", "B"]));
            yield return ($"{kind} of A and B, there B and A", of("e", 4, ["A", "B"]), of("e", 4, ["B", "A"]));
            yield return ($"{kind} of A and B, there A and C", of("e", 4, ["A", "B"]), of("e", 4, ["A", "C"]));
            yield return ($"{kind} of A twice, there once", of("e", 4, ["A", "A"]), of("e", 4, ["A"]));
            yield return ($"{kind} of 4 bytes, there 8", of("e", 4, ["A"]), of("e", 8, ["A"]));
            yield return ($"{kind} of 2 bytes, there 1", of("e", 2, ["A"]), of("e", 1, ["A"]));
        }
        yield return ("enum of 8 bytes, there enum64", Enum("e", 8, "A"), Enum64("e", 8, "A"));
        yield return ("enum64 of 8 bytes, there enum of 4", Enum64("e", 8, "A"), Enum("e", 4, "A"));
    }

    private static IEnumerable<(string Name, Make Mine, Make Theirs)> Prototypes()
    {
        Make narrow = Struct("s", ("a", Number("n", 4))), wide = Struct("s", ("a", Number("n", 8)));
        foreach ((string place, Func<Make, Make> put) in ((string, Func<Make, Make>)[])[("", static type => type), ("pointer to ", Pointer)])
        {
            yield return ($"{place}function of 0, there of 1", put(Prototype(Void)), put(Prototype(Void, Int)));
            yield return ($"{place}function of 1, there of 0", put(Prototype(Void, Int)), put(Prototype(Void)));
            yield return ($"{place}function of 2, there of 2", put(Prototype(Void, Int, Int)), put(Prototype(Void, Int, Int)));
            yield return ($"{place}function of 2, there of 3", put(Prototype(Void, Int, Int)), put(Prototype(Void, Int, Int, Int)));
            yield return ($"{place}function whose first parameter is a pointer there", put(Prototype(Void, Int, Int)), put(Prototype(Void, Pointer(Int), Int)));
            yield return ($"{place}function whose last parameter is a pointer there", put(Prototype(Void, Int, Int)), put(Prototype(Void, Int, Pointer(Int))));
            yield return ($"{place}function whose result is a pointer there", put(Prototype(Int)), put(Prototype(Pointer(Int))));
            yield return ($"{place}function whose result is nothing there", put(Prototype(Int)), put(Prototype(Void)));
            yield return ($"{place}function whose parameter is wider there", put(Prototype(Void, narrow)), put(Prototype(Void, wide)));
            yield return ($"{place}function whose result is wider there", put(Prototype(narrow)), put(Prototype(wide)));
            yield return ($"{place}function of a function whose parameter is a pointer there", put(Prototype(Void, Pointer(Prototype(Void, Int)))), put(Prototype(Void, Pointer(Prototype(Void, Pointer(Int))))));
            yield return ($"{place}functions of which only the second differs", put(Prototype(Void, Pointer(Prototype(Void, Int)), Pointer(Prototype(Int)))), put(Prototype(Void, Pointer(Prototype(Void, Int)), Pointer(Prototype(Void)))));
        }
    }

    private static Make Number(string name, uint size, BtfIntegerEncoding encoding = BtfIntegerEncoding.None) => types => (types.AddInteger(name, size, encoding), size);

    private static Make Pointer(Make target) => types => (types.AddReference(BtfKind.Ptr, target(types).Id), 8);

    private static Make Typedef(string name, Make target) => types =>
    {
        (uint id, uint size) = target(types);
        return (types.AddReference(BtfKind.Typedef, id, name), size);
    };

    private static Make Modified(BtfKind kind, Make target) => types =>
    {
        (uint id, uint size) = target(types);
        return (types.AddReference(kind, id, kind == BtfKind.TypeTag ? "tag" : ""), size);
    };

    private static Make Array(Make element, uint count) => types =>
    {
        (uint id, uint size) = element(types);
        return (types.AddArray(new BtfArrayShape(id, Int(types).Id, count)), size * count);
    };

    private static Make Struct(string name, params (string Name, Make Type)[] members) => Composite(BtfKind.Struct, name, members);

    private static Make Union(string name, params (string Name, Make Type)[] members) => Composite(BtfKind.Union, name, members);

    private static Make Composite(BtfKind kind, string name, (string Name, Make Type)[] members) => types =>
    {
        var placed = new BtfMember[members.Length];
        uint end = 0, widest = 0;
        for (int i = 0; i < members.Length; i++)
        {
            (uint id, uint size) = members[i].Type(types);
            placed[i] = new BtfMember(members[i].Name, id, kind == BtfKind.Union ? 0 : end * 8, 0);
            end += size;
            widest = Math.Max(widest, size);
        }
        uint whole = kind == BtfKind.Union ? widest : end;
        return (types.AddComposite(kind, name, whole, placed), whole);
    };

    private static Make Declared(string name, bool isUnion = false) => types => (types.AddForward(name, isUnion), 0);

    private static Make Enum(string name, uint size, params string[] constants) => types =>
        (types.AddEnum(name, size, false, [.. constants.Select(static (constant, i) => new BtfEnumerator(constant, i))]), size);

    private static Make Enum64(string name, uint size, params string[] constants) => types =>
        (types.AddEnum64(name, size, false, [.. constants.Select(static (constant, i) => new BtfEnumerator(constant, i))]), size);

    private static Make Prototype(Make result, params Make[] parameters) => types =>
    {
        uint resultId = result(types).Id;
        return (types.AddPrototype(resultId, [.. parameters.Select(parameter => new BtfParameter("p", parameter(types).Id))]), 0);
    };
}

using System.Globalization;

namespace Nbpf.Tests.BtfFormat;

/// <summary>
/// A random set of C types that several files share: structs and unions that contain each other, or point at each other in
/// circles, through pointers, arrays, typedefs, modifiers and callbacks. A file describes those it uses, each once, in an order of
/// its own; what it only points at it may just declare. That is how compilers describe one program in many BTF objects.
/// </summary>
internal sealed class CProgram
{
    private readonly Random _random;
    private readonly List<Composite> _composites = [];
    private readonly Dictionary<string, string> _typedefs = new(StringComparer.Ordinal);

    internal CProgram(int seed)
    {
        _random = new Random(seed);
        int count = 1 + _random.Next(12);
        for (int i = 0; i < count; i++) _composites.Add(new Composite($"s{i}", _random.Next(4) == 0));
        for (int i = 0; i < count; i++)
        {
            int members = _random.Next(5);
            for (int m = 0; m < members; m++) _composites[i].Members.Add(($"m{m}", MakeType(i, depth: 0)));
        }
        // What is contained stands before, so that sizes are known when they are asked for.
        foreach (Composite composite in _composites) composite.Place();
    }

    /// <summary>Something C can say; equal texts are equal types.</summary>
    internal abstract record Type(string Text);

    private sealed record Simple(string Name, uint Bytes) : Type(Name);

    private sealed record Enumeration(string Name) : Type($"enum {Name}");

    private sealed record Reference(BtfKind Kind, string Name, Type Target) : Type($"{Kind} {Name}({Target.Text})");

    private sealed record Sequence(Type Element, uint Count) : Type($"{Element.Text}[{Count.ToString(CultureInfo.InvariantCulture)}]");

    private sealed record Callback(Type Result, Type[] Parameters) : Type($"{Result.Text}({string.Join(", ", Parameters.Select(static parameter => parameter.Text))})");

    private sealed record Named(Composite Composite) : Type($"struct {Composite.Name}");

    internal sealed class Composite(string name, bool isUnion)
    {
        internal string Name { get; } = name;

        internal bool IsUnion { get; } = isUnion;

        internal List<(string Name, Type Type)> Members { get; } = [];

        internal uint Size { get; private set; }

        internal List<uint> Offsets { get; } = [];

        internal void Place()
        {
            foreach ((_, Type type) in Members)
            {
                uint size = SizeOf(type);
                Offsets.Add(IsUnion ? 0 : Size);
                Size = IsUnion ? Math.Max(Size, size) : Size + size;
            }
        }
    }

    private static uint SizeOf(Type type) => type switch
    {
        Simple simple => simple.Bytes,
        Enumeration => 4,
        Named named => named.Composite.Size,
        Sequence sequence => SizeOf(sequence.Element) * sequence.Count,
        Reference { Kind: BtfKind.Ptr } => 8,
        Reference reference => SizeOf(reference.Target),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private Type MakeType(int owner, int depth)
    {
        switch (_random.Next(depth > 3 ? 3 : 9))
        {
            case 0: return new Simple("int", 4);
            case 1: return new Simple("char", 1);
            case 2: return new Enumeration($"e{_random.Next(2)}");
            case 3: return new Reference(BtfKind.Const, "", MakeType(owner, depth + 1));
            case 4:
                Type behind = MakeType(owner, depth + 1);
                if (!_typedefs.TryGetValue(behind.Text, out string? name)) _typedefs.Add(behind.Text, name = $"t{_typedefs.Count}");
                return new Reference(BtfKind.Typedef, name, behind);
            case 5: return new Sequence(MakeType(owner, depth + 1), 1 + (uint)_random.Next(3));
            case 6 when owner > 0: return new Named(_composites[_random.Next(owner)]);
            case 7:
                return new Reference(BtfKind.Ptr, "", new Callback(MakeType(owner, depth + 1), [.. Enumerable.Range(0, _random.Next(3)).Select(_ => Pointer(owner, depth))]));
            default: return Pointer(owner, depth);
        }
    }

    private Reference Pointer(int owner, int depth) => new(BtfKind.Ptr, "",
        _random.Next(3) == 0 ? MakeType(owner, depth + 1) : new Named(_composites[_random.Next(_composites.Count)]));

    /// <summary>The whole program as one file sees it that defines everything.</summary>
    internal Btf Whole() => new Unit(this, new Random(0), _composites, mayDeclare: false).ToBtf();

    /// <summary>Files that together define everything.</summary>
    internal Btf[] Files(int count)
    {
        var roots = Enumerable.Range(0, count).Select(static _ => new List<Composite>()).ToArray();
        foreach (Composite composite in _composites)
        {
            roots[_random.Next(count)].Add(composite);
            if (_random.Next(2) == 0) roots[_random.Next(count)].Add(composite);
        }
        return [.. roots.Select(root => new Unit(this, _random, root, mayDeclare: true).ToBtf())];
    }

    /// <summary>One file: which types it describes, in which order.</summary>
    private sealed class Unit
    {
        private readonly Dictionary<string, uint> _ids = new(StringComparer.Ordinal);
        private readonly List<Action<BtfBuilder>> _emit = [];
        private readonly List<(string Text, Action<BtfBuilder> Emit)> _types = [];
        private readonly HashSet<Composite> _defined = [];

        internal Unit(CProgram program, Random random, List<Composite> roots, bool mayDeclare)
        {
            foreach (Composite root in roots) Define(root);
            // A declaration stands for what nobody defines here; what is contained must be defined, what is pointed at may be.
            while (true)
            {
                Composite? declared = program._composites.Find(composite => !_defined.Contains(composite) && _types.Exists(type => type.Text == Key(composite, true)));
                if (declared is null || (mayDeclare && random.Next(3) > 0)) break;
                Define(declared);
            }
            _types.RemoveAll(type => _defined.Any(composite => type.Text == Key(composite, true)));
            (string Text, Action<BtfBuilder> Emit)[] order = [.. _types];
            random.Shuffle(order);
            foreach ((string text, Action<BtfBuilder> emit) in order)
            {
                _ids.Add(text, (uint)_ids.Count + 1);
                _emit.Add(emit);
            }
        }

        internal Btf ToBtf()
        {
            var builder = new BtfBuilder();
            foreach (Action<BtfBuilder> emit in _emit) emit(builder);
            return builder.ToBtf();
        }

        private static string Key(Composite composite, bool isDeclaration) => (isDeclaration ? "declaration " : "definition ") + composite.Name;

        private void Define(Composite composite)
        {
            if (!_defined.Add(composite)) return;
            _types.Add((Key(composite, false), builder => builder.AddComposite(composite.IsUnion ? BtfKind.Union : BtfKind.Struct, composite.Name, composite.Size,
                [.. composite.Members.Select((member, i) => new BtfMember(member.Name, Id(member.Type), composite.Offsets[i] * 8, 0))])));
            foreach ((_, Type type) in composite.Members) Use(type, isBehindPointer: false);
        }

        private uint Id(Type type) => type is Named named
            ? _ids[Key(named.Composite, !_defined.Contains(named.Composite))]
            : _ids[type.Text];

        private void Use(Type type, bool isBehindPointer)
        {
            if (type is Named named)
            {
                if (!isBehindPointer) Define(named.Composite);
                else if (!_types.Exists(known => known.Text == Key(named.Composite, true)))
                    _types.Add((Key(named.Composite, true), builder => builder.AddForward(named.Composite.Name, named.Composite.IsUnion)));
                return;
            }
            // What a pointer leads to need not be complete, except for an array's elements.
            bool isPointer = type is Reference { Kind: BtfKind.Ptr } or Callback;
            foreach (Type part in Parts(type)) Use(part, isBehindPointer: (isBehindPointer || isPointer) && type is not Sequence);
            if (_types.Exists(known => known.Text == type.Text)) return;
            _types.Add((type.Text, builder => Emit(builder, type)));
        }

        private static Type[] Parts(Type type) => type switch
        {
            Reference reference => [reference.Target],
            Sequence sequence => [sequence.Element, new Simple("int", 4)],
            Callback callback => [callback.Result, .. callback.Parameters],
            _ => [],
        };

        private void Emit(BtfBuilder builder, Type type)
        {
            switch (type)
            {
                case Simple simple:
                    builder.AddInteger(simple.Name, simple.Bytes, BtfIntegerEncoding.Signed);
                    break;
                case Enumeration enumeration:
                    builder.AddEnum(enumeration.Name, 4, false, new BtfEnumerator($"{enumeration.Name}_A", 0), new BtfEnumerator($"{enumeration.Name}_B", 1));
                    break;
                case Reference reference:
                    builder.AddReference(reference.Kind, Id(reference.Target), reference.Name);
                    break;
                case Sequence sequence:
                    builder.AddArray(new BtfArrayShape(Id(sequence.Element), _ids["int"], sequence.Count));
                    break;
                case Callback callback:
                    builder.AddPrototype(Id(callback.Result), [.. callback.Parameters.Select(parameter => new BtfParameter("", Id(parameter)))]);
                    break;
            }
        }
    }
}

using System.Text;

namespace Nbpf;

/// <summary>Prints definitions at file level, and before each the declarations that it needs.</summary>
internal sealed class CDefinitions(Btf btf, StringBuilder text, CPrintingBounds bounds)
{
    // Compilers have it; defined again it would be an error.
    private const string BuiltInArguments = "__builtin_va_list";

    private static readonly (string Name, string Type)[] MissingTypes =
    [
        ("__Poly8_t", "unsigned char"),
        ("__Poly16_t", "unsigned short"),
        ("__Poly64_t", "unsigned long long"),
        ("__Poly128_t", "unsigned __int128"),
    ];

    private readonly CDeclarations _declarations = new(btf, text, bounds);
    private readonly State[] _states = new State[btf.TypeCount + 1];
    private readonly bool[] _isDeclared = new bool[btf.TypeCount + 1];

    private enum State : byte
    {
        New,
        Open,
        Done,
    }

    /// <summary>Prints a definition, or of what is needed inside of another what must stand before it.</summary>
    /// <param name="id">The type.</param>
    /// <param name="containerId">The struct, union or typedef that is about to be printed; 0 at file level.</param>
    internal void Emit(uint id, uint containerId)
    {
        if (id == 0 || _states[id] == State.Done) return;
        bounds.Enter(id);
        BtfType type = btf[id];
        if (_states[id] == State.Open)
        {
            EmitOpen(type, containerId);
            return;
        }
        switch (type.Kind)
        {
            case BtfKind.Int:
                EmitMissing(type);
                _states[id] = State.Done;
                break;
            case BtfKind.Enum or BtfKind.Enum64:
                if (containerId == 0)
                {
                    _declarations.DefineEnum(type, level: 0);
                    End();
                }
                _states[id] = State.Done;
                break;
            case BtfKind.Ptr or BtfKind.Volatile or BtfKind.Const or BtfKind.Restrict or BtfKind.TypeTag or BtfKind.Array:
                Emit(type.TargetId, containerId);
                break;
            case BtfKind.Fwd:
                _declarations.Declare(type);
                End();
                _states[id] = State.Done;
                break;
            case BtfKind.Typedef:
                _states[id] = State.Open;
                Emit(type.TargetId, id);
                if (!_isDeclared[id]) EmitTypedef(type);
                _states[id] = State.Done;
                break;
            case BtfKind.Struct or BtfKind.Union:
                EmitComposite(type, containerId);
                break;
            case BtfKind.FuncProto:
                Emit(type.TargetId, containerId);
                for (int i = 0; i < type.Count; i++) Emit(type.Parameter(i).TypeId, containerId);
                break;
        }
    }

    // Something that is about to be printed is needed by what stands in it: it is declared before.
    private void EmitOpen(BtfType type, uint containerId)
    {
        if (_isDeclared[type.Id]) return;
        switch (type.Kind)
        {
            case BtfKind.Struct or BtfKind.Union when type.Id != containerId && type.NameOffset != 0:
                _declarations.Declare(type);
                End();
                _isDeclared[type.Id] = true;
                break;
            case BtfKind.Typedef:
                EmitTypedef(type);
                _isDeclared[type.Id] = true;
                break;
        }
    }

    private void EmitComposite(BtfType type, uint containerId)
    {
        _states[type.Id] = State.Open;
        if (containerId == 0 || type.NameOffset == 0)
        {
            // All members are printed, so what they point at must be declared.
            uint inner = type.NameOffset == 0 ? containerId : type.Id;
            for (int i = 0; i < type.Count; i++) Emit(type.Member(i).TypeId, inner);
        }
        else if (!_isDeclared[type.Id] && type.Id != containerId)
        {
            _declarations.Declare(type);
            End();
            _isDeclared[type.Id] = true;
        }
        if (containerId == 0)
        {
            _declarations.DefineComposite(type, level: 0);
            End();
        }
        _states[type.Id] = containerId == 0 ? State.Done : State.New;
    }

    private void EmitTypedef(BtfType type)
    {
        if (type.Name == BuiltInArguments) return;
        _declarations.DefineTypedef(type);
        End();
    }

    // Types that GCC has for ARM and clang has not.
    private void EmitMissing(BtfType type)
    {
        string name = _declarations.NameOf(type);
        foreach ((string missing, string behind) in MissingTypes)
        {
            if (name != missing) continue;
            text.Append("typedef ").Append(behind).Append(' ').Append(name);
            End();
        }
    }

    private void End() => text.Append(";\n\n");
}

namespace Nbpf.Linking;

/// <summary>
/// The types of the linked object before equal ones become one: those of the files one after the other, but one VAR or FUNC
/// for each symbol that files share, and data sections made anew at the end.
/// </summary>
internal sealed class TypeMerge
{
    /// <summary>The types and strings.</summary>
    internal BtfTypeStore Store { get; } = new();

    /// <summary>
    /// A declaration meets its definition: it becomes global, and its parameters, which have no names, get those of the
    /// definition, so that both prototypes are equal.
    /// </summary>
    /// <param name="symbol">The symbol, with the VAR or FUNC of the files before.</param>
    /// <param name="definition">The VAR or FUNC of the definition.</param>
    internal void Complete(OutputSymbol symbol, BtfType definition)
    {
        Span<uint> type = Store[symbol.TypeId];
        if (BtfTypeStore.Kind(type[1]) == BtfKind.Var)
        {
            type[3] = (uint)BtfLinkage.Global;
            return;
        }
        type[1] = ((uint)BtfKind.Func << 24) | (uint)BtfLinkage.Global;
        Span<uint> prototype = Store[type[2]];
        for (int i = 0; i < definition.Target.Count; i++)
        {
            string name = definition.Target.Parameter(i).Name;
            if (name.Length > 0) prototype[3 + (2 * i)] = Store.Strings.Add(System.Text.Encoding.UTF8.GetBytes(name));
        }
    }

    /// <summary>Adds the types of a file whose symbols have been added, and the variables of its data sections.</summary>
    /// <returns>The new id of each of its types; 0 for what has no place in the linked object.</returns>
    internal uint[] Add(LinkInput input, SymbolMerge symbols)
    {
        if (input.Btf is not { } btf) return [0];
        uint first = (uint)Store.Count;
        var newIds = new uint[btf.TypeCount + 1];
        var retyped = new List<(OutputSymbol Symbol, uint TypeId)>();
        foreach (BtfType type in btf.Types)
        {
            if (type.Kind == BtfKind.Datasec) continue;
            OutputSymbol? symbol = null;
            if (SymbolTypes.IsShared(type))
            {
                // Without a symbol it belongs to a section that is left out.
                symbol = symbols.Find(type.Name);
                if (symbol is null) continue;
                if (symbol.NeedsType) retyped.Add((symbol, type.TargetId));
                symbol.NeedsType = false;
            }
            if (symbol is { TypeId: not 0 }) newIds[type.Id] = symbol.TypeId;
            else newIds[type.Id] = Store.Append(type);
            if (symbol is not null) symbol.TypeId = newIds[type.Id];
        }
        Renumber(input, first, newIds);
        foreach ((OutputSymbol symbol, uint typeId) in retyped) Store[symbol.TypeId][2] = newIds[typeId];
        foreach (InputSection section in input.Sections)
        {
            if (section is { TypeId: not 0, IsSkipped: false, Output: not null }) AddVariables(input, symbols, section, section.Output, newIds);
        }
        return newIds;
    }

    /// <summary>Appends a DATASEC for each section that has one in a file, its variables where they have come to be.</summary>
    internal void AddSections(IEnumerable<OutputSection> sections)
    {
        foreach (OutputSection section in sections)
        {
            if (!section.HasTypes) continue;
            int count = section.Variables.Count;
            if (count > ushort.MaxValue) throw new ObjectLinkException(section.Name, $"{count} variables in a section, BTF can list {ushort.MaxValue}");
            var words = new uint[BtfFields.WordCount(BtfKind.Datasec, count)];
            words[0] = Store.Strings.Add(System.Text.Encoding.UTF8.GetBytes(section.Name));
            words[1] = ((uint)BtfKind.Datasec << 24) | (uint)count;
            words[2] = (uint)section.Size;
            for (int i = 0; i < count; i++)
            {
                OutputVariable variable = section.Variables[i];
                words[3 + (3 * i)] = variable.TypeId;
                words[4 + (3 * i)] = variable.Symbol is { IsExtern: false } symbol ? (uint)symbol.Value : variable.Offset;
                words[5 + (3 * i)] = variable.Size;
            }
            Store.Append(words);
        }
    }

    private void Renumber(LinkInput input, uint first, uint[] newIds)
    {
        for (uint id = first; id < Store.Count; id++)
        {
            BtfFields ids = Store.TypeIdsOf(id);
            for (int i = 0; i < ids.Count; i++)
            {
                ref uint referred = ref Store[id][ids[i]];
                if (referred != 0 && newIds[referred] == 0)
                    throw input.Refuse($"BTF type {referred} ({input.Btf![referred].Kind} '{input.Btf[referred].Name}') is referred to, but has no place in the linked object");
                referred = newIds[referred];
            }
        }
    }

    private static void AddVariables(LinkInput input, SymbolMerge symbols, InputSection section, OutputSection output, uint[] newIds)
    {
        output.HasTypes = true;
        BtfType list = input.Btf![section.TypeId];
        for (int i = 0; i < list.Count; i++)
        {
            BtfSectionVariable place = list.SectionVariable(i);
            BtfType member = input.Btf[place.TypeId];
            OutputSymbol? symbol = SymbolTypes.IsShared(member) ? symbols.Find(member.Name) : null;
            if (newIds[place.TypeId] == 0) throw input.Refuse($"section '{section.Name}' of BTF lists '{member.Name}', which has no symbol");
            if (symbol is not null && symbol.TypeSection != output)
                throw input.Refuse($"symbol '{member.Name}' is in section '{section.Name}', in files before in '{symbol.TypeSection?.Name ?? "none"}'");
            if (symbol?.Variable is { } known)
            {
                if (symbol.Description.Owner.TryGetSize(symbol.Description.Id, out uint size)) known.Size = size;
                continue;
            }
            var variable = new OutputVariable
            {
                TypeId = newIds[place.TypeId],
                Offset = (uint)section.OutputOffset + input.OffsetOf(section, place),
                Size = place.Size,
                Symbol = symbol,
            };
            output.Variables.Add(variable);
            if (symbol is not null) symbol.Variable = variable;
        }
    }
}

using Nbpf.Features;

namespace Nbpf.Loading;

/// <summary>
/// Replaces the kinds of BTF that a kernel does not know by older ones of the same size and reach, as libbpf does
/// (bpf_object__sanitize_btf, libbpf 1.6), so that the rest of an object's types can be loaded. Every type keeps its id.
/// Pure: the same types and support give the same bytes.
/// </summary>
public static class BtfSanitizer
{
    /// <summary>Enumerators, which stand for parameters where there are no prototypes, must have names.</summary>
    private const string NamelessParameter = "_";

    /// <summary>The object's bytes for a kernel that takes some kinds only.</summary>
    /// <param name="types">The object.</param>
    /// <param name="support">The kinds that the kernel takes; <see cref="KernelBtfSupport.Basic"/> is taken for granted.</param>
    /// <returns>Bytes for BTF_LOAD; the object's own when nothing had to be replaced.</returns>
    public static ReadOnlyMemory<byte> Sanitize(Btf types, KernelBtfSupport support)
    {
        ArgumentNullException.ThrowIfNull(types);
        var builder = new BtfBuilder(types);
        bool isChanged = false;
        foreach (BtfType type in types.Types) isChanged |= Replace(builder, type, support);
        return isChanged ? builder.ToBytes() : types.Bytes;
    }

    private static bool Replace(BtfBuilder builder, BtfType type, KernelBtfSupport support)
    {
        bool Lacks(KernelBtfSupport kind) => (support & kind) == 0;
        switch (type.Kind)
        {
            case BtfKind.Var when Lacks(KernelBtfSupport.DataSections):
            case BtfKind.DeclTag when Lacks(KernelBtfSupport.DeclarationTags) || !CanBeTagged(type, support):
                // One byte, because as a member of its section's struct a larger one could reach beyond the variable.
                builder.Replace(type.Id, BtfKind.Int, type.NameOffset, 1, 0, 8);
                return true;
            case BtfKind.Datasec when Lacks(KernelBtfSupport.DataSections):
                ReplaceSection(builder, type);
                return true;
            case BtfKind.Datasec when Lacks(KernelBtfSupport.OptionalDataSections) && type.Name.StartsWith('?'):
                builder.Rename(type.Id, '_' + type.Name[1..]);
                return true;
            case BtfKind.FuncProto when Lacks(KernelBtfSupport.Functions):
                ReplacePrototype(builder, type);
                return true;
            case BtfKind.Func when Lacks(KernelBtfSupport.Functions):
                builder.Replace(type.Id, BtfKind.Typedef, type.NameOffset, type.TargetId, 0);
                return true;
            case BtfKind.Func when Lacks(KernelBtfSupport.GlobalFunctions) && type.Linkage != BtfLinkage.Static:
                builder.SetLinkage(type.Id, BtfLinkage.Static);
                return true;
            case BtfKind.Float when Lacks(KernelBtfSupport.Floats):
                builder.Replace(type.Id, BtfKind.Struct, 0, type.StatedSize, 0);
                return true;
            case BtfKind.TypeTag when Lacks(KernelBtfSupport.TypeTags):
                builder.Replace(type.Id, BtfKind.Const, 0, type.TargetId, 0);
                return true;
            case BtfKind.Enum when Lacks(KernelBtfSupport.Enum64) && type.KindFlag:
                builder.ClearKindFlag(type.Id);
                return true;
            case BtfKind.Enum64 when Lacks(KernelBtfSupport.Enum64):
                // libbpf makes a union of it, which keeps the names of the constants but cannot be a bit field.
                uint encoding = type.KindFlag ? (uint)BtfIntegerEncoding.Signed << 24 : 0;
                builder.Replace(type.Id, BtfKind.Int, type.NameOffset, type.StatedSize, 0, encoding | (type.StatedSize * 8));
                return true;
            default:
                return false;
        }
    }

    // What a tag is on may itself be replaced by something that takes no tag, or none on a parameter.
    private static bool CanBeTagged(BtfType tag, KernelBtfSupport support) => tag.Target.Kind switch
    {
        BtfKind.Var => (support & KernelBtfSupport.DataSections) != 0,
        BtfKind.Func => (support & KernelBtfSupport.Functions) != 0 || tag.ComponentIndex < 0,
        _ => true,
    };

    private static void ReplaceSection(BtfBuilder builder, BtfType section)
    {
        var members = new uint[section.Count * 3];
        for (int i = 0; i < section.Count; i++)
        {
            BtfSectionVariable variable = section.SectionVariable(i);
            members[i * 3] = section.Owner[variable.TypeId].NameOffset;
            members[(i * 3) + 1] = variable.TypeId;
            members[(i * 3) + 2] = variable.Offset * 8;
        }
        builder.Replace(section.Id, BtfKind.Struct, builder.AddString(Identifier(section.Name)), section.StatedSize, section.Count, members);
    }

    private static void ReplacePrototype(BtfBuilder builder, BtfType prototype)
    {
        var constants = new uint[prototype.Count * 2];
        for (int i = 0; i < prototype.Count; i++)
        {
            BtfParameter parameter = prototype.Parameter(i);
            constants[i * 2] = builder.AddString(parameter.Name.Length > 0 ? parameter.Name : NamelessParameter);
            constants[(i * 2) + 1] = parameter.TypeId;
        }
        builder.Replace(prototype.Id, BtfKind.Enum, 0, sizeof(uint), prototype.Count, constants);
    }

    // Sections are named as nothing else may be: ".data", "?.struct_ops", ".rodata.my-own".
    private static string Identifier(string name) =>
        string.Create(name.Length, name, static (letters, name) =>
        {
            for (int i = 0; i < letters.Length; i++) letters[i] = char.IsAsciiLetter(name[i]) || (i > 0 && char.IsAsciiDigit(name[i])) ? name[i] : '_';
        });
}

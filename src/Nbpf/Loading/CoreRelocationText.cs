using System.Text;

namespace Nbpf.Loading;

/// <summary>Says in words what a CO-RE relocation asks for.</summary>
internal static class CoreRelocationText
{
    /// <summary>For example <c>instruction 4: CO-RE relocation FieldByteOffset of 'struct task_struct.pid'</c>.</summary>
    internal static string Describe(Btf btf, BtfCoreRelocation relocation) =>
        $"instruction {relocation.InstructionIndex}: CO-RE relocation {relocation.Kind} of '{Path(btf, relocation)}'";

    private static string Path(Btf btf, BtfCoreRelocation relocation)
    {
        var path = new StringBuilder(BtfPrinter.TypeName(btf, relocation.TypeId).TrimEnd());
        BtfType type = btf.Resolve(relocation.TypeId);
        // The first number counts whole objects, as in pointer arithmetic; the others go inwards.
        foreach (string step in relocation.AccessString.Split(':').Skip(1))
        {
            if (!int.TryParse(step, out int index) || index < 0) break;
            if (type.IsComposite && index < type.Count)
            {
                BtfMember member = type.Member(index);
                if (member.Name.Length > 0) path.Append('.').Append(member.Name);
                type = btf.Resolve(member.TypeId);
            }
            else if (type.Kind == BtfKind.Array)
            {
                path.Append('[').Append(index).Append(']');
                type = btf.Resolve(type.Array.ElementTypeId);
            }
            else break;
        }
        if (type.IsEnum && int.TryParse(relocation.AccessString, out int value) && value >= 0 && value < type.Count) path.Append("::").Append(type.Enumerator(value).Name);
        return path.ToString();
    }
}

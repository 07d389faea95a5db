using System.Buffers.Binary;
using Nbpf.Isa;

namespace Nbpf.Fuzz.Targets;

/// <summary>BTF for any instructions: callbacks need it. Every place that a call or a function's address leads to is a static function <c>int f(void *)</c>.</summary>
internal static class InstructionDebugInfo
{
    private const int RecordBytes = 8;

    private static readonly (byte[] Bytes, uint FunctionTypeId) Made = MakeTypes();

    /// <summary>The types.</summary>
    public static byte[] Types => Made.Bytes;

    /// <summary>func_info of a program.</summary>
    /// <param name="code">Its instructions.</param>
    public static byte[] Functions(ReadOnlySpan<Instruction> code)
    {
        SortedSet<int> starts = [0];
        for (int i = 0; i < code.Length; i++)
        {
            Instruction instruction = code[i];
            bool refers = (instruction.IsCall && instruction.Source == PseudoCall.Subprogram) || (instruction.IsWide && instruction.Source == PseudoImmediate.Function);
            long target = i + 1L + instruction.Immediate;
            if (refers && target > 0 && target < code.Length) starts.Add((int)target);
        }

        byte[] records = new byte[starts.Count * RecordBytes];
        int at = 0;
        foreach (int start in starts)
        {
            BinaryPrimitives.WriteInt32LittleEndian(records.AsSpan(at), start);
            BinaryPrimitives.WriteUInt32LittleEndian(records.AsSpan(at + 4), Made.FunctionTypeId);
            at += RecordBytes;
        }
        return records;
    }

    private static (byte[] Bytes, uint FunctionTypeId) MakeTypes()
    {
        BtfBuilder builder = new();
        uint integer = builder.AddInteger("int", 4, BtfIntegerEncoding.Signed);
        uint prototype = builder.AddPrototype(integer, new BtfParameter("context", builder.AddReference(BtfKind.Ptr, 0)));
        uint function = builder.AddFunction("f", prototype, BtfLinkage.Static);
        return (builder.ToBtf().Bytes.ToArray(), function);
    }
}

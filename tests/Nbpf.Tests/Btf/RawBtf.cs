using System.Buffers.Binary;
using System.Text;

namespace Nbpf.Tests.BtfFormat;

/// <summary>Writes the bytes of a BTF object word by word, right or wrong: what <see cref="BtfBuilder"/> cannot be asked for.</summary>
internal sealed class RawBtf
{
    private readonly List<uint> _words = [];
    private readonly List<byte> _names = [0];

    /// <summary>Id of the type that was written last.</summary>
    internal uint LastId { get; private set; }

    /// <summary>Offset of a name in the strings; the empty one is 0.</summary>
    internal uint Name(string text)
    {
        if (text.Length == 0) return 0;
        uint offset = (uint)_names.Count;
        _names.AddRange(Encoding.UTF8.GetBytes(text));
        _names.Add(0);
        return offset;
    }

    /// <summary>Writes a type: the three words of its head, then the others.</summary>
    internal uint Type(string name, BtfKind kind, int count, bool flag, uint sizeOrType, params ReadOnlySpan<uint> words)
    {
        _words.Add(Name(name));
        _words.Add(((uint)kind << 24) | (uint)count | (flag ? 1u << 31 : 0));
        _words.Add(sizeOrType);
        _words.AddRange(words);
        return ++LastId;
    }

    /// <summary>A signed int of four bytes.</summary>
    internal uint Int() => Type("int", BtfKind.Int, 0, false, 4, 0x0100_0020);

    internal byte[] ToBytes()
    {
        byte[] bytes = new byte[24 + (_words.Count * 4) + _names.Count];
        uint[] header = [0x0001_eb9f, 24, 0, (uint)_words.Count * 4, (uint)_words.Count * 4, (uint)_names.Count];
        for (int i = 0; i < header.Length; i++) BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * 4), header[i]);
        for (int i = 0; i < _words.Count; i++) BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(24 + (i * 4)), _words[i]);
        _names.CopyTo(bytes, 24 + (_words.Count * 4));
        return bytes;
    }
}

using System.Text;

namespace Nbpf;

/// <summary>
/// Prints types as a C header that a compiler takes, as <c>bpftool btf dump … format c</c> does: each type before those that
/// contain it, declarations where pointers go in circles, one name for each of several types of a name, padding and packing as the
/// layout demands (rules of libbpf's btf_dump, version 1.5).
/// </summary>
public static class BtfCSource
{
    private const string Head =
        "#ifndef __VMLINUX_H__\n#define __VMLINUX_H__\n\n#ifndef BPF_NO_PRESERVE_ACCESS_INDEX\n"
        + "#pragma clang attribute push (__attribute__((preserve_access_index)), apply_to = record)\n#endif\n\n";

    private const string Foot = "#ifndef BPF_NO_PRESERVE_ACCESS_INDEX\n#pragma clang attribute pop\n#endif\n\n#endif /* __VMLINUX_H__ */\n";

    private const int FlushAt = 1 << 16;

    /// <summary>Prints the header.</summary>
    /// <param name="btf">The types.</param>
    /// <param name="output">Where to write; lines end in LF.</param>
    /// <exception cref="BpfFormatException">The types are nothing that C can say: a circle of nameless structs, or endless nesting.</exception>
    public static void Write(Btf btf, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(btf);
        ArgumentNullException.ThrowIfNull(output);
        var text = new StringBuilder(Head);
        var bounds = new CPrintingBounds(btf);
        var order = new CTypeOrder(btf, bounds);
        var definitions = new CDefinitions(btf, text, bounds);
        for (uint id = 1; id <= btf.TypeCount; id++)
        {
            foreach (uint next in order.Take(id)) definitions.Emit(next, containerId: 0);
            if (text.Length < FlushAt) continue;
            output.Write(text);
            text.Clear();
        }
        text.Append(Foot);
        output.Write(text);
    }
}

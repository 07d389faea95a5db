using Nbpf.Elf;
using Nbpf.Isa;

namespace Nbpf.Tests.LoadingOfObjects;

/// <summary>Objects of given instructions, each function in a section of its own, for what no compiler makes.</summary>
internal sealed class CodeObject
{
    private readonly ObjectFileBuilder _file = new();

    internal static readonly Instruction Exit = new(Opcodes.Exit, 0, 0, 0, 0);
    internal static readonly Instruction Nothing = new(0xb7, 0, 0, 0, 0);

    /// <summary>A call of a helper.</summary>
    internal static Instruction Helper(HelperId helper) => new(Opcodes.Call, 0, PseudoCall.Helper, 0, (int)helper);

    /// <summary>Adds a function.</summary>
    /// <param name="section">Its section; a program's type.</param>
    /// <param name="name">Its name.</param>
    /// <param name="code">Its instructions.</param>
    /// <param name="calls">Which of them call which function: a number that this gave.</param>
    /// <returns>A number to call it by.</returns>
    internal int Add(string section, string name, ReadOnlySpan<Instruction> code, params ReadOnlySpan<(int Instruction, int Function)> calls)
    {
        var bytes = new byte[code.Length * Instruction.SizeBytes];
        for (int i = 0; i < code.Length; i++) code[i].Write(bytes.AsSpan(i * Instruction.SizeBytes));
        foreach ((int instruction, _) in calls) new Instruction(Opcodes.Call, 0, PseudoCall.Subprogram, 0, -1).Write(bytes.AsSpan(instruction * Instruction.SizeBytes));
        int index = _file.AddSection(section, ElfSectionFlags.Allocated | ElfSectionFlags.Executable, 8, bytes);
        foreach ((int instruction, int function) in calls) _file.AddRelocation(index, (ulong)instruction * Instruction.SizeBytes, ElfRelocationType.Call32, function);
        return _file.AddSymbol(new ElfSymbol(0, name, ElfSymbolType.Function, ElfSymbolBinding.Global, ElfSymbolVisibility.Default, index, 0, (ulong)bytes.Length));
    }

    /// <summary>Adds the first function, which refers to what the kernel has: by a call when its first instruction is one, else by a load of 64 bits.</summary>
    internal void AddWithExtern(string section, string name, ReadOnlySpan<Instruction> code, string external, bool isWeak)
    {
        Add(section, name, code);
        ElfSymbolBinding binding = isWeak ? ElfSymbolBinding.Weak : ElfSymbolBinding.Global;
        int symbol = _file.AddSymbol(new ElfSymbol(0, external, ElfSymbolType.None, binding, ElfSymbolVisibility.Default, 0, 0, 0));
        _file.AddRelocation(1, 0, code[0].IsCall ? ElfRelocationType.Call32 : ElfRelocationType.Immediate64, symbol);
    }

    /// <summary>Adds a section of data.</summary>
    internal void AddData(string section, ReadOnlyMemory<byte> data) => _file.AddSection(section, ElfSectionFlags.Allocated, 4, data);

    internal ObjectSpec Read() => ObjectSpec.Read(_file.ToBytes(), "code.o");
}

namespace Nbpf.Elf;

/// <summary>A function that an executable file defines.</summary>
/// <param name="Name">Its name, without a version.</param>
/// <param name="Version">Its version, such as <c>GLIBC_2.34</c>; empty without one.</param>
/// <param name="IsDefaultVersion">False for a version that only old binaries are bound to.</param>
/// <param name="Binding">Local, global or weak.</param>
/// <param name="FileOffset">Where it starts in the file, in bytes.</param>
public readonly record struct FunctionSymbol(string Name, string Version, bool IsDefaultVersion, ElfSymbolBinding Binding, ulong FileOffset);

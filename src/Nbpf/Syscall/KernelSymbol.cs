namespace Nbpf.Syscall;

/// <summary>A symbol of a kernel, as /proc/kallsyms lists it.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Kind">Its kind in nm's letters: <c>T</c> code, <c>D</c> data; lower case for local ones.</param>
/// <param name="Name">Its name.</param>
public readonly record struct KernelSymbol(ulong Address, char Kind, string Name);

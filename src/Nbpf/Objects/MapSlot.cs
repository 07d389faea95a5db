namespace Nbpf;

/// <summary>An initial element of a map of maps or of a program array.</summary>
/// <param name="Index">The element's index, its key as 32 bits.</param>
/// <param name="TargetName">Name of the map or program that goes there.</param>
public readonly record struct MapSlot(uint Index, string TargetName);

namespace Nbpf;

/// <summary>A parameter of a function prototype (struct btf_param).</summary>
/// <param name="Name">Name; empty when the prototype has none.</param>
/// <param name="TypeId">Type; 0 with an empty name as the last parameter stands for <c>...</c>.</param>
public readonly record struct BtfParameter(string Name, uint TypeId);

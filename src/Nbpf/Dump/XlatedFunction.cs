namespace Nbpf.Dump;

/// <summary>A function of an xlated program.</summary>
/// <param name="Index">Slot index of its first instruction.</param>
/// <param name="Name">Its name.</param>
/// <param name="Prototype">Its C prototype.</param>
internal readonly record struct XlatedFunction(int Index, string Name, string Prototype);

namespace Nbpf.Specs;

/// <summary>
/// What an object wants of the kernel it will run in and does not define itself: an <c>extern</c> declared <c>__kconfig</c> or
/// <c>__ksym</c>.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it is.</param>
/// <param name="IsWeak">True when the object can do without it: the value, or the address, is then 0.</param>
/// <param name="TypeId">
/// In the object's BTF, the type of a variable or the prototype of a function. 0 (void) for a symbol without a type, of which only
/// the address can be taken.
/// </param>
/// <param name="Offset">Of a configuration value, its offset in the map <c>.kconfig</c> in bytes; else 0.</param>
public sealed record ExternSpec(string Name, ExternKind Kind, bool IsWeak, uint TypeId, uint Offset = 0);

namespace Nbpf.Loading.Externs;

/// <summary>Where a kernel symbol is.</summary>
/// <param name="TypeId">Its id in the kernel's or a module's BTF; 0 for a symbol without a type.</param>
/// <param name="BtfFd">The module's BTF object, 0 for the kernel's own.</param>
/// <param name="FdIndex">The module's index in the program's fd_array, 0 for the kernel's own.</param>
/// <param name="Address">The address of a symbol without a type.</param>
internal readonly record struct ExternAnswer(uint TypeId, int BtfFd = 0, short FdIndex = 0, ulong Address = 0);

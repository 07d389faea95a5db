namespace Nbpf.Runtime.Objects;

/// <summary>What maps ask of a BTF object that they are described by. The kernel object of kind BTF implements it.</summary>
public interface IBtfTypes
{
    /// <summary>True for the kernel's own BTF, which does not describe maps (EACCES).</summary>
    bool IsKernel { get; }

    /// <summary>Finds the size of a type behind its modifiers and typedefs (btf_type_id_size in Linux).</summary>
    /// <param name="typeId">The type.</param>
    /// <param name="shape">Receives what is behind it.</param>
    /// <returns>False when there is no such type or it has no size.</returns>
    bool TryGetShape(uint typeId, out BtfTypeShape shape);
}

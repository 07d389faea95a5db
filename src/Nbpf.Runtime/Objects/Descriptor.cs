namespace Nbpf.Runtime.Objects;

/// <summary>An open file descriptor.</summary>
/// <param name="Object">What it refers to.</param>
/// <param name="Access">What commands may do through it.</param>
internal sealed record Descriptor(KernelObject Object, DescriptorAccess Access);

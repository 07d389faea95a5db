namespace Nbpf.Features;

/// <summary>What a probe found out about a feature of a kernel.</summary>
public enum Availability
{
    /// <summary>The probe could not tell: the feature depends on something it has not, such as a program to extend.</summary>
    Unknown,

    /// <summary>The kernel does not have the feature.</summary>
    Missing,

    /// <summary>The kernel has the feature.</summary>
    Available,

    /// <summary>The kernel, or what guards it, refused the question (EPERM): the feature may be there, but not for this process.</summary>
    NotPermitted,
}

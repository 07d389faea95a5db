namespace Nbpf.Links;

/// <summary>How a program that is attached to a cgroup without a link shares it with others. The values are the flags.</summary>
public enum CgroupMode : uint
{
    /// <summary>It is alone here and below; and what other hooks than cgroups' take.</summary>
    Exclusive = 0,

    /// <summary>Descendants may have a program of their own instead (BPF_F_ALLOW_OVERRIDE).</summary>
    Override = 1,

    /// <summary>Others may be attached here and below, and all of them run (BPF_F_ALLOW_MULTI).</summary>
    Multiple = 2,
}

namespace Nbpf.Specs;

/// <summary>What an <c>extern</c> stands for.</summary>
public enum ExternKind
{
    /// <summary>A value that the kernel was built with, or that is derived from it (<c>__kconfig</c>).</summary>
    Configuration,

    /// <summary>A variable of the kernel's (<c>__ksym</c>).</summary>
    Variable,

    /// <summary>A function of the kernel's (<c>__ksym</c>): a kfunc.</summary>
    Function,
}

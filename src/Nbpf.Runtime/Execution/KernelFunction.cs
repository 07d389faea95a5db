using System.Reflection;

namespace Nbpf.Runtime.Execution;

/// <summary>
/// A native-side function that programs call: a helper's behaviour or a map type's own operation. The method is static, with the
/// signature <c>ulong F(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5)</c>; arguments are what the verifier proved them to be.
/// </summary>
public sealed unsafe class KernelFunction
{
    internal KernelFunction(int number, string name, MethodInfo method, delegate*<RunFrame*, ulong, ulong, ulong, ulong, ulong, ulong> pointer)
    {
        Number = number;
        Name = name;
        Method = method;
        Pointer = pointer;
    }

    /// <summary>The immediate by which an xlated program calls it (in Linux: the address relative to <c>__bpf_call_base</c>).</summary>
    public int Number { get; }

    /// <summary>The name that dumps print, Linux's where Linux has one: <c>array_map_lookup_elem</c>.</summary>
    public string Name { get; }

    /// <summary>The method, for compiled code to call directly.</summary>
    public MethodInfo Method { get; }

    /// <summary>The method's entry, for the interpreter.</summary>
    public delegate*<RunFrame*, ulong, ulong, ulong, ulong, ulong, ulong> Pointer { get; }

    /// <summary>How many of r1–r5 the function reads; the others may be passed as anything.</summary>
    public int ArgumentCount { get; init; } = Nbpf.Isa.Register.ArgumentCount;
}

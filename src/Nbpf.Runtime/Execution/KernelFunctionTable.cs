using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Nbpf.Runtime.Execution;

/// <summary>The functions that programs of one kernel may call, by number and by name. Filled while the kernel is built, read-only afterwards.</summary>
public sealed unsafe class KernelFunctionTable
{
    // Numbers look like Linux's (offsets from a call base): well above every helper id and 16 apart.
    private const int FirstNumber = 0x10000;
    private const int NumberStep = 16;

    private readonly List<KernelFunction> _functions = [];
    private readonly Dictionary<string, KernelFunction> _byName = [];

    /// <summary>Adds a function.</summary>
    /// <param name="name">The name dumps print; unique.</param>
    /// <param name="declaringType">The type that declares the static method.</param>
    /// <param name="methodName">The method's name.</param>
    /// <param name="pointer">The same method's address (<c>&amp;Type.Method</c>).</param>
    /// <param name="argumentCount">How many of r1–r5 it reads; calls need not keep the others alive.</param>
    public KernelFunction Add(
        string name,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods | DynamicallyAccessedMemberTypes.NonPublicMethods)] Type declaringType,
        string methodName,
        delegate*<RunFrame*, ulong, ulong, ulong, ulong, ulong, ulong> pointer,
        int argumentCount = Isa.Register.ArgumentCount)
    {
        MethodInfo method = declaringType.GetMethod(methodName, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            ?? throw new ArgumentException($"{declaringType} has no static method {methodName}", nameof(methodName));
        KernelFunction function = new(FirstNumber + _functions.Count * NumberStep, name, method, pointer) { ArgumentCount = argumentCount };
        _byName.Add(name, function);
        _functions.Add(function);
        return function;
    }

    /// <summary>The function of that number, or null.</summary>
    /// <param name="number">A call's immediate in an xlated program.</param>
    public KernelFunction? Find(int number)
    {
        int index = (number - FirstNumber) / NumberStep;
        return number >= FirstNumber && (number - FirstNumber) % NumberStep == 0 && index < _functions.Count ? _functions[index] : null;
    }

    /// <summary>The function of that name, or null.</summary>
    /// <param name="name">The name dumps print.</param>
    public KernelFunction? Find(string name) => _byName.GetValueOrDefault(name);
}

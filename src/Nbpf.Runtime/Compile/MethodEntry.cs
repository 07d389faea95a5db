using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Nbpf.Runtime.Compile;

/// <summary>Compiles a dynamic method now and gives its address, which a delegate would hide behind a slower call.</summary>
internal static class MethodEntry
{
    /// <summary>Compiles the method.</summary>
    /// <param name="method">A method with its body complete; it must be kept alive as long as its address is used.</param>
    /// <returns>The address for a managed <c>calli</c>.</returns>
    public static nint Prepare(DynamicMethod method)
    {
        RuntimeMethodHandle handle = GetMethodDescriptor(method);
        RuntimeHelpers.PrepareMethod(handle);
        return handle.GetFunctionPointer();
    }

    // The runtime's own name for "finish the method"; there is no public way to a dynamic method's handle.
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "GetMethodDescriptor")]
    private static extern RuntimeMethodHandle GetMethodDescriptor(DynamicMethod method);
}

using System.Reflection.Emit;
using Nbpf.Runtime.Execution;

namespace Nbpf.Runtime.Compile;

/// <summary>
/// Compiles xlated programs: one IL method per subprogram, which the .NET JIT compiler turns into machine code at once.
/// <para>The JIT compiler stops optimising beyond limits of its own (2,000 basic blocks, 2,000 locals, 8,000 references to locals, 60,000 bytes of
/// IL). Since single-use values need no local, a subprogram of 2,700 instructions stays within them; one of 5,000 usually does not and
/// then runs right but several times slower per instruction.</para>
/// </summary>
public static class IlCompiler
{
    private static readonly Type[] MainParameters = [typeof(RunFrame).MakePointerType(), typeof(void).MakePointerType(), typeof(nint)];
    private static readonly Type[] SubprogramParameters = [typeof(RunFrame).MakePointerType(), typeof(ulong), typeof(ulong), typeof(ulong), typeof(ulong), typeof(ulong)];
    private static readonly Type[] CallbackParameters = [.. SubprogramParameters, typeof(nint)];

    /// <summary>True where code can be generated; elsewhere programs are interpreted.</summary>
    public static bool IsSupported => System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeCompiled;

    /// <summary>Compiles a program.</summary>
    /// <param name="program">The program.</param>
    /// <exception cref="NotSupportedException">It holds an instruction or calls a function that is not supported; the message names it.</exception>
    public static Executable Compile(XlatedProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        DynamicMethod[] methods = new DynamicMethod[program.Subprograms.Length];
        for (int i = 0; i < methods.Length; i++)
            methods[i] = NewMethod(program.Subprograms[i].Name, i == 0 ? MainParameters : SubprogramParameters);
        CompiledCallbacks callbacks = new(program, methods);

        // Every body must exist before the first is prepared: a method may call any other.
        for (int i = 0; i < methods.Length; i++) SubprogramCompiler.Compile(program, i, methods, callbacks.Addresses);
        return new CompiledProgram(methods, callbacks);
    }

    /// <summary>A method of that name for native-side code to call.</summary>
    internal static DynamicMethod NewCallback(string name) => NewMethod(name, CallbackParameters);

    private static DynamicMethod NewMethod(string name, Type[] parameters) =>
        new(name, typeof(ulong), parameters, typeof(IlCompiler).Module, skipVisibility: true) { InitLocals = false };
}

using System.Reflection.Emit;
using Nbpf.Runtime.Execution;

namespace Nbpf.Runtime.Compile;

/// <summary>
/// Compiles xlated programs: one IL method per subprogram, which the .NET JIT compiler turns into machine code at once.
/// <para>A subprogram of more than about 4,000 instructions, 2,000 basic blocks or 2,000 locals is beyond what the JIT compiler optimises
/// (it then compiles without optimising, 10 to 25 times slower code); it still runs right.</para>
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

using System.Reflection.Emit;
using Nbpf.Runtime.Execution;

namespace Nbpf.Runtime.Compile;

/// <summary>
/// Compiles xlated programs: one IL method per subprogram, which the .NET JIT compiler turns into machine code at once.
/// <para>The JIT compiler stops optimising beyond limits of its own (2,000 basic blocks, 2,000 locals, 8,000 references to locals, 60,000 bytes of
/// IL). Since single-use values need no local and many values share one, a subprogram of 4,000 instructions stays within them; one of 8,000 usually does
/// not and then runs right but several times slower per instruction.</para>
/// </summary>
public static class IlCompiler
{
    // Calls and callbacks together (MAX_CALL_FRAMES); no subprogram is on the stack twice, because there is no recursion.
    private const int MostNestedFrames = 8;

    private static readonly Type[] MainParameters = [typeof(RunFrame).MakePointerType(), typeof(void).MakePointerType(), typeof(nint)];
    private static readonly Type[] SubprogramParameters = [typeof(RunFrame).MakePointerType(), typeof(ulong), typeof(ulong), typeof(ulong), typeof(ulong), typeof(ulong)];
    private static readonly Type[] CallbackParameters = [.. SubprogramParameters, typeof(nint)];

    /// <summary>True where code can be generated; elsewhere programs are interpreted.</summary>
    public static bool IsSupported => System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeCompiled;

    /// <summary>Compiles a program.</summary>
    /// <param name="program">The program.</param>
    /// <returns>The compiled program, or null when it is to be interpreted: it is too large, or the JIT compiler refuses it.</returns>
    /// <exception cref="NotSupportedException">It holds an instruction or calls a function that is not supported; the message names it.</exception>
    public static Executable? TryCompile(XlatedProgram program) => TryCompile(program, new CompilerLimits());

    /// <summary>Compiles a program within limits.</summary>
    internal static Executable? TryCompile(XlatedProgram program, CompilerLimits limits)
    {
        ArgumentNullException.ThrowIfNull(program);
        if (program.Instructions.Length > limits.LargestProgramSlots) return null;
        DynamicMethod[] methods = new DynamicMethod[program.Subprograms.Length];
        for (int i = 0; i < methods.Length; i++)
            methods[i] = NewMethod(program.Subprograms[i].Name, i == 0 ? MainParameters : SubprogramParameters);
        CompiledCallbacks callbacks = new(program, methods);

        // Every body must exist before the first is prepared: a method may call any other.
        long[] frameBytes = new long[methods.Length];
        for (int i = 0; i < methods.Length; i++) frameBytes[i] = SubprogramCompiler.Compile(program, i, methods, callbacks.Addresses, limits.MostOwnLocals);
        if (frameBytes.OrderDescending().Take(MostNestedFrames).Sum() > limits.LargestFramesBytes) return null;
        try
        {
            return new CompiledProgram(methods, callbacks);
        }
        catch (InvalidProgramException)
        {
            // Its answer to methods that are beyond what it can do, such as 65,536 locals.
            return null;
        }
    }

    /// <summary>A method of that name for native-side code to call.</summary>
    internal static DynamicMethod NewCallback(string name) => NewMethod(name, CallbackParameters);

    private static DynamicMethod NewMethod(string name, Type[] parameters) =>
        new(name, typeof(ulong), parameters, typeof(IlCompiler).Module, skipVisibility: true) { InitLocals = false };
}

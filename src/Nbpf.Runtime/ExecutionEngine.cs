namespace Nbpf.Runtime;

/// <summary>How an in-process kernel executes programs.</summary>
public enum ExecutionEngine
{
    /// <summary>Compiled to machine code by the .NET JIT compiler.</summary>
    Jit,

    /// <summary>Interpreted.</summary>
    Interpreter,

    /// <summary>
    /// Interpreted with every memory access held against the very region that its address was derived from, and every helper's arguments against its prototype; what is
    /// wrong throws <see cref="Interpreter.InterpreterFaultException"/>. For finding bugs of the verifier or the rewrite.
    /// </summary>
    CheckedInterpreter,
}

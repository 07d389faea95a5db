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

    /// <summary>
    /// As <see cref="CheckedInterpreter"/>, and every register and stack slot is held at every instruction against what the verifier knew
    /// there: finds its faults before they do harm. Keeps all that was explored with the program; one of which that is too much is only checked.
    /// </summary>
    WatchedInterpreter,
}

namespace Nbpf.Runtime.Tests.Execution;

/// <summary>The ways to run an xlated program.</summary>
public enum Engine
{
    Compiler,
    Interpreter,
    CheckedInterpreter,
}

namespace Nbpf.Runtime.Interpreter;

/// <summary>Watches a checked program, instruction by instruction: for oracles.</summary>
internal unsafe interface IStepObserver
{
    /// <summary>Called before each instruction.</summary>
    /// <param name="frame">The frame that is about to execute it, with its registers.</param>
    /// <param name="slot">The instruction's slot in the xlated program.</param>
    void Before(InterpreterFrame* frame, int slot);
}

namespace Nbpf.Runtime.Interpreter;

/// <summary>What the interpreter does about instructions before it executes them, chosen at compile time: nothing, or checks.</summary>
internal unsafe interface IMemoryAccess
{
    /// <summary>Judges an instruction before it is executed.</summary>
    /// <param name="instruction">The instruction.</param>
    /// <param name="frame">Its frame.</param>
    static abstract void Before(DecodedInstruction* instruction, InterpreterFrame* frame);

    /// <summary>Interprets a frame to its end; r0 holds the result.</summary>
    /// <param name="frame">The frame, its registers set.</param>
    static abstract void Interpret(InterpreterFrame* frame);
}

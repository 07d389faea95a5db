namespace Nbpf.Runtime.Interpreter;

/// <summary>What the interpreter does about memory accesses, chosen at compile time: nothing, or checks.</summary>
internal unsafe interface IMemoryAccess
{
    /// <summary>Looks at the frame before an instruction is executed.</summary>
    /// <param name="instruction">The instruction.</param>
    /// <param name="frame">Its frame.</param>
    static abstract void Before(DecodedInstruction* instruction, InterpreterFrame* frame);

    /// <summary>Judges an access before it is made.</summary>
    /// <param name="instruction">The accessing instruction.</param>
    /// <param name="frame">Its frame.</param>
    /// <param name="address">The address.</param>
    /// <param name="sizeBytes">Bytes from there.</param>
    /// <param name="isWrite">True when the access changes memory.</param>
    static abstract void Check(DecodedInstruction* instruction, InterpreterFrame* frame, ulong address, int sizeBytes, bool isWrite);

    /// <summary>Interprets a frame to its end; r0 holds the result.</summary>
    /// <param name="frame">The frame, its registers set.</param>
    static abstract void Interpret(InterpreterFrame* frame);
}

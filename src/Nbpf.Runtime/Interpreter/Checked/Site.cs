namespace Nbpf.Runtime.Interpreter.Checked;

/// <summary>
/// The code that the rewrite wrote for one instruction of the program: a call of a helper, whether it stayed a call or was written out, or an access of the context.
/// What the instruction means is checked when execution enters the code and when it leaves it, whatever the code is.
/// </summary>
internal abstract unsafe class Site
{
    /// <summary>Called before its first instruction.</summary>
    /// <param name="frame">The frame.</param>
    public virtual void Begin(InterpreterFrame* frame)
    {
    }

    /// <summary>Called before the first instruction after it.</summary>
    /// <param name="frame">The frame.</param>
    public abstract void Complete(InterpreterFrame* frame);
}

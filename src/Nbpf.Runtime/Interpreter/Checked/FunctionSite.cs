using Nbpf.Isa;

namespace Nbpf.Runtime.Interpreter.Checked;

/// <summary>A call of a function that is no helper: r0 is a number afterwards.</summary>
internal sealed unsafe class FunctionSite : Site
{
    /// <summary>The only one.</summary>
    public static FunctionSite Instance { get; } = new();

    /// <inheritdoc/>
    public override void Complete(InterpreterFrame* frame)
    {
        for (byte r = Register.R0; r <= Register.ArgumentCount; r++)
        {
            frame->Shadow->Registers[r] = default;
        }
    }
}

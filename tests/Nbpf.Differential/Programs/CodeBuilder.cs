using Nbpf.Isa;

namespace Nbpf.Differential.Programs;

/// <summary>Instructions with labels, resolved at the end.</summary>
internal sealed class CodeBuilder
{
    private readonly List<Instruction> code = [];
    private readonly List<(int At, int Label)> references = [];
    private readonly List<int> labels = [];

    /// <summary>Number of slots so far.</summary>
    public int Count => code.Count;

    public int NewLabel()
    {
        labels.Add(-1);
        return labels.Count - 1;
    }

    public void Mark(int label) => labels[label] = code.Count;

    public void Add(Instruction instruction) => code.Add(instruction);

    public void Add(Instruction[] wide) => code.AddRange(wide);

    /// <summary>Adds a jump, call or function load whose target is a label.</summary>
    public void AddTo(int label, params ReadOnlySpan<Instruction> instruction)
    {
        references.Add((code.Count, label));
        code.AddRange(instruction);
    }

    public Instruction[] Build()
    {
        foreach ((int at, int label) in references)
            code[at] = CodeTargets.WithTarget(code[at], at, labels[label]);
        return [.. code];
    }
}

using Nbpf.Tests.Fuzz;

namespace Nbpf.Fuzz.Targets;

/// <summary>Something that takes bytes from others. Whatever the bytes, it gives a result or a documented refusal: every other exception is a fault.</summary>
internal abstract class FuzzTarget
{
    /// <summary>Its name on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>Inputs to begin with.</summary>
    public abstract IReadOnlyList<byte[]> Seeds { get; }

    /// <summary>Inputs of <c>./test</c>: a few seconds for all targets together.</summary>
    public abstract int InputsInTest { get; }

    /// <summary>Gives the target one input.</summary>
    /// <param name="input">The input; the target may keep it.</param>
    /// <param name="isThorough">Whether to go through the stages that take long too, which is what decides how many inputs a second has.</param>
    /// <returns>True when it was taken, false when it was refused as documented.</returns>
    public abstract bool Run(byte[] input, bool isThorough);

    /// <summary>Makes another input of one.</summary>
    /// <param name="input">The input.</param>
    /// <param name="other">Another one, to take parts from.</param>
    /// <param name="seed">The same input for the same seed.</param>
    public virtual byte[] Mutate(byte[] input, byte[] other, ulong seed) => new Mutator(seed).Mutate(input, other);
}

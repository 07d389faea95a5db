using System.Runtime.CompilerServices;
using Nbpf.Runtime.Execution;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary><c>u32 bpf_get_prandom_u32(void)</c>: a pseudo-random number, by SplitMix64 on the run's own state (Linux: a Tausworthe generator per CPU).</summary>
internal sealed unsafe class GetPrandomU32 : Helper
{
    public override HelperPrototype Prototype { get; } = new() { Id = HelperId.GetPrandomU32, Name = "bpf_get_prandom_u32" };

    internal override string FunctionNameFor(ProgramType type) => "bpf_user_rnd_u32";

    internal override void Register(KernelFunctionTable functions) => functions.Add("bpf_user_rnd_u32", typeof(GetPrandomU32), nameof(Invoke), &Invoke, argumentCount: 0);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Invoke(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        ulong z = run->RandomState += 0x9e3779b97f4a7c15;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return (z ^ (z >> 31)) >> 32;
    }
}

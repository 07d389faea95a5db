using System.Runtime.CompilerServices;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Session;
using Nbpf.Verification;

namespace Nbpf.Runtime.Helpers;

/// <summary><c>u64 bpf_get_attach_cookie(void *ctx)</c>: the number that was given as the program was attached; 0 when there was none.</summary>
internal sealed unsafe class GetAttachCookie : Helper
{
    public override HelperPrototype Prototype { get; } = new()
    {
        Id = HelperId.GetAttachCookie,
        Name = "bpf_get_attach_cookie",
        Arguments = [ArgumentKind.Context],
    };

    internal override string FunctionNameFor(ProgramType type) => "bpf_get_attach_cookie_tracing";

    internal override void Register(KernelFunctionTable functions) =>
        functions.Add("bpf_get_attach_cookie_tracing", typeof(GetAttachCookie), nameof(Invoke), &Invoke, argumentCount: 1);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Invoke(RunFrame* run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5) => RunSession.Of(run).AttachCookie;
}

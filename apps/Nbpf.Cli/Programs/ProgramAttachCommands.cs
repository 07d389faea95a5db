using Nbpf.Cli.Maps;
using Nbpf.Cli.Shell;
using Nbpf.Links;
using Nbpf.Syscall;

namespace Nbpf.Cli.Programs;

/// <summary>The verbs of <c>nbpf prog</c> that give loaded programs a name or a hook.</summary>
internal static class ProgramAttachCommands
{
    /// <summary>What follows <c>prog attach</c> and <c>prog detach</c>.</summary>
    public const string Grammar = "PROG sk_msg_verdict|sk_skb_verdict|sk_skb_stream_verdict|sk_skb_stream_parser|flow_dissector [MAP]";

    /// <summary><c>prog pin PROG FILE</c></summary>
    public static void Pin(CommandContext context, Words words)
    {
        using IBpf kernel = context.OpenKernel();
        using ProgramSelection selection = ProgramSelection.Open(kernel, words);
        string path = words.Next("a file in a BPF file system");
        words.End();
        using BpfProgram program = BpfProgram.OpenById(kernel, selection.Info().Id);
        program.Pin(path);
    }

    /// <summary><c>prog attach PROG ATTACH_TYPE [MAP]</c></summary>
    public static void Attach(CommandContext context, Words words) => Change(context, words, static (hook, program) => hook.Attach(program));

    /// <summary><c>prog detach PROG ATTACH_TYPE [MAP]</c></summary>
    public static void Detach(CommandContext context, Words words) => Change(context, words, static (hook, program) => hook.Detach(program));

    private static void Change(CommandContext context, Words words, Action<ProgramHook, BpfProgram> change)
    {
        using IBpf kernel = context.OpenKernel();
        using ProgramSelection selection = ProgramSelection.Open(kernel, words);
        string name = words.Next("an attach type");
        AttachType type = name switch
        {
            "sk_msg_verdict" or "msg_verdict" => AttachType.SkMsgVerdict,
            "sk_skb_verdict" or "skb_verdict" => AttachType.SkSkbVerdict,
            "sk_skb_stream_verdict" or "stream_verdict" => AttachType.SkSkbStreamVerdict,
            "sk_skb_stream_parser" or "stream_parser" => AttachType.SkSkbStreamParser,
            "flow_dissector" => AttachType.FlowDissector,
            _ => throw new UsageException($"unknown attach type '{name}': {Grammar}"),
        };
        using BpfProgram program = BpfProgram.OpenById(kernel, selection.Info().Id);
        using BpfMap? map = type == AttachType.FlowDissector ? null : MapSelection.Open(kernel, words);
        words.End();
        change(new ProgramHook(kernel, map?.Fd ?? 0, type), program);
    }
}

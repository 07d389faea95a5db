using System.Runtime.Versioning;
using Nbpf.Cli.Programs;
using Nbpf.Cli.Shell;
using Nbpf.Links;
using Nbpf.Linux;
using Nbpf.Syscall;

namespace Nbpf.Cli.Network;

/// <summary>The verbs of <c>nbpf net</c>: programs on interfaces, which stay after the command has ended.</summary>
internal static class NetworkCommands
{
    /// <summary>What follows <c>net attach</c>.</summary>
    public const string AttachGrammar = "xdp|xdpgeneric|xdpdrv|xdpoffload|tcx_ingress|tcx_egress PROG dev NAME [overwrite]";

    /// <summary>What follows <c>net detach</c>.</summary>
    public const string DetachGrammar = "xdp|xdpgeneric|xdpdrv|xdpoffload|tcx_ingress|tcx_egress dev NAME";

    /// <summary><c>net attach TYPE PROG dev NAME [overwrite]</c></summary>
    public static void Attach(CommandContext context, Words words)
    {
        using IBpf kernel = OpenLinux(context);
        if (!OperatingSystem.IsLinux()) return;
        string type = TypeOf(words, AttachGrammar);
        using ProgramSelection selection = ProgramSelection.Open(kernel, words);
        int device = Device(words);
        bool overwrites = words.Take("overwrite");
        words.End();
        using BpfProgram program = BpfProgram.OpenById(kernel, selection.Info().Id);
        if (Direction(type) is { } direction) ProgramHook.Tcx(kernel, device, direction).Attach(program);
        else if (overwrites) new XdpInterface(device).AttachOver(program, Mode(type));
        else new XdpInterface(device).Attach(program, Mode(type));
    }

    /// <summary><c>net detach TYPE dev NAME</c></summary>
    public static void Detach(CommandContext context, Words words)
    {
        using IBpf kernel = OpenLinux(context);
        if (!OperatingSystem.IsLinux()) return;
        string type = TypeOf(words, DetachGrammar);
        int device = Device(words);
        words.End();
        if (Direction(type) is not { } direction)
        {
            new XdpInterface(device).Detach(Mode(type));
            return;
        }

        ProgramHook hook = ProgramHook.Tcx(kernel, device, direction);
        foreach (AttachedProgram attached in hook.Query().Programs.Where(program => program.LinkId == 0))
        {
            using BpfProgram program = BpfProgram.OpenById(kernel, attached.ProgramId);
            hook.Detach(program);
        }
    }

    private static IBpf OpenLinux(CommandContext context) => context.Backend == KernelChoice.Linux ? context.OpenKernel()
        : throw new UsageException("interfaces are Linux's: add --backend linux");

    private static string TypeOf(Words words, string grammar)
    {
        string type = words.Next($"an attach type ({grammar})");
        return type is "xdp" or "xdpgeneric" or "xdpdrv" or "xdpoffload" or "tcx_ingress" or "tcx_egress" ? type
            : throw new UsageException($"unknown attach type '{type}': {grammar}");
    }

    private static TrafficDirection? Direction(string type) => type switch
    {
        "tcx_ingress" => TrafficDirection.Ingress,
        "tcx_egress" => TrafficDirection.Egress,
        _ => null,
    };

    private static XdpMode Mode(string type) => type switch
    {
        "xdpgeneric" => XdpMode.Generic,
        "xdpdrv" => XdpMode.Driver,
        "xdpoffload" => XdpMode.Hardware,
        _ => XdpMode.Default,
    };

    [SupportedOSPlatform("linux")]
    private static int Device(Words words)
    {
        if (!words.Take("dev")) throw new UsageException("'dev NAME' expected");
        return NetworkDevices.IndexOf(words.Next("an interface's name"));
    }
}

using Nbpf.Cli.Shell;
using Nbpf.Syscall;

namespace Nbpf.Cli.Links;

/// <summary>The verbs of <c>nbpf link</c>. LINK := <c>id N | pinned FILE</c>.</summary>
internal static class LinkCommands
{
    /// <summary>The grammar of a link, for help and errors.</summary>
    public const string Grammar = "id N | pinned FILE";

    /// <summary><c>link show [LINK]</c></summary>
    public static void Show(CommandContext context, Words words)
    {
        using IBpf kernel = context.OpenKernel();
        LinkInfo? one = null;
        if (!words.AtEnd)
        {
            using BpfLink link = Open(kernel, words);
            words.End();
            one = link.Info;
        }

        IEnumerable<LinkInfo> links = one is null ? [.. All(kernel)] : [one];
        if (!context.Json)
        {
            foreach (LinkInfo info in links) LinkListing.WriteText(context.Output, kernel, info);
            return;
        }

        context.WriteJson(json =>
        {
            if (one is null) json.WriteStartArray();
            foreach (LinkInfo info in links) LinkListing.WriteJson(json, kernel, info);
            if (one is null) json.WriteEndArray();
        });
    }

    /// <summary><c>link pin LINK FILE</c></summary>
    public static void Pin(CommandContext context, Words words)
    {
        using IBpf kernel = context.OpenKernel();
        using BpfLink link = Open(kernel, words);
        string path = words.Next("a file in a BPF file system");
        words.End();
        link.Pin(path);
    }

    /// <summary><c>link detach LINK</c></summary>
    public static void Detach(CommandContext context, Words words)
    {
        using IBpf kernel = context.OpenKernel();
        using BpfLink link = Open(kernel, words);
        words.End();
        link.Detach();
    }

    private static BpfLink Open(IBpf kernel, Words words)
    {
        if (words.Take("id")) return BpfLink.OpenById(kernel, words.NextNumber("a link id"));
        if (words.Take("pinned")) return BpfLink.OpenPinned(kernel, words.Next("a file in a BPF file system"));
        throw new UsageException(words.AtEnd ? $"a link expected: {Grammar}" : $"unknown link selection '{words.Peek}': {Grammar}");
    }

    private static IEnumerable<LinkInfo> All(IBpf kernel)
    {
        for (uint id = 0; !kernel.ObjGetNextId(BpfObjectKind.Link, id, out id).IsError;)
        {
            SysResult opened = kernel.ObjGetFdById(BpfObjectKind.Link, id);
            if (opened.IsError) continue;
            kernel.LinkGetInfo(opened.Value, out LinkInfo? info);
            kernel.Close(opened.Value);
            if (info is not null) yield return info;
        }
    }
}

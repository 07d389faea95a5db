using System.Globalization;
using System.Text.Json;
using Nbpf.Links;
using Nbpf.Linux;
using Nbpf.Syscall;

namespace Nbpf.Cli.Links;

/// <summary>A link in the form of <c>bpftool link show</c>.</summary>
internal static class LinkListing
{
    private static readonly string[] NetfilterHooks = ["prerouting", "input", "forward", "output", "postrouting"];

    /// <summary>Writes the lines bpftool prints for a link, without its spaces at the ends of lines.</summary>
    public static void WriteText(TextWriter output, IBpf kernel, LinkInfo info)
    {
        string target = info.Hook is LinkHook.StructOps map ? $"map {map.MapId}" : $"prog {info.ProgramId}";
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{info.Id}: {KernelNames.Of(info.Type)}  {target}"));
        string[] fields = [.. Fields(kernel, info.Hook).Select(static field => OneLine.Of(field.Text)).Where(static text => text.Length > 0)];
        if (fields.Length > 0) output.WriteLine($"\t{string.Join("  ", fields)}");
    }

    /// <summary>Writes the object bpftool's JSON has for a link.</summary>
    public static void WriteJson(Utf8JsonWriter json, IBpf kernel, LinkInfo info)
    {
        json.WriteStartObject();
        json.WriteNumber("id", info.Id);
        json.WriteString("type", KernelNames.Of(info.Type));
        if (info.Hook is LinkHook.StructOps map) json.WriteNumber("map_id", map.MapId);
        else json.WriteNumber("prog_id", info.ProgramId);
        foreach ((string name, object value, _) in Fields(kernel, info.Hook))
        {
            json.WritePropertyName(name);
            JsonSerializer.Serialize(json, value, value.GetType());
        }

        json.WriteEndObject();
    }

    /// <summary>What a kind of link tells: the JSON field, its value, and the words of the text, empty where it is left out.</summary>
    private static (string Name, object Value, string Text)[] Fields(IBpf kernel, LinkHook? hook) => hook switch
    {
        LinkHook.RawTracepoint h => [("tp_name", h.Name, $"tp '{h.Name}'"), .. Cookie(h.Cookie)],
        LinkHook.Tracing h =>
        [
            AttachTypeOf(h.AttachType),
            ("target_obj_id", h.TargetObjectId, h.TargetObjectId == 0 ? "" : $"target_obj_id {h.TargetObjectId}"),
            ("target_btf_id", h.TargetBtfId, h.TargetObjectId == 0 ? "" : $"target_btf_id {h.TargetBtfId}"),
            .. Cookie(h.Cookie),
        ],
        LinkHook.Cgroup h => [("cgroup_id", h.CgroupId, $"cgroup_id {h.CgroupId}"), AttachTypeOf(h.AttachType)],
        LinkHook.Iterator h => [("target_name", h.Target, $"target_name {h.Target}"), .. h.MapId == 0 ? [] : new[] { ("map_id", (object)h.MapId, $"map_id {h.MapId}") }],
        LinkHook.NetworkNamespace h => [("netns_ino", h.Inode, $"netns_ino {h.Inode}"), AttachTypeOf(h.AttachType)],
        LinkHook.Xdp h => Interface(kernel, h.InterfaceIndex),
        LinkHook.TrafficControl h => [.. Interface(kernel, h.InterfaceIndex), AttachTypeOf(h.AttachType)],
        LinkHook.SocketMap h => [("map_id", h.MapId, $"map_id {h.MapId}"), AttachTypeOf(h.AttachType)],
        LinkHook.Netfilter h =>
        [
            ("pf", h.ProtocolFamily, h.ProtocolFamily switch { (uint)NetfilterFamily.Ipv4 => "ip", (uint)NetfilterFamily.Ipv6 => "ip6", _ => $"pf {h.ProtocolFamily}" }),
            ("hook", h.HookNumber, h.HookNumber < NetfilterHooks.Length ? NetfilterHooks[h.HookNumber] : $"hook {h.HookNumber}"),
            ("prio", h.Priority, $"prio {h.Priority}"),
            ("flags", h.Flags, h.Flags == 0 ? "" : $"flags 0x{h.Flags:x}"),
        ],
        LinkHook.KprobeMulti h => [("func_cnt", h.Count, $"func_cnt {h.Count}"), ("missed", h.Missed, h.Missed == 0 ? "" : $"missed {h.Missed}")],
        LinkHook.UprobeMulti h =>
        [
            ("path", h.Path, $"path {h.Path}"),
            ("func_cnt", h.Count, $"func_cnt {h.Count}"),
            ("pid", h.ProcessId, h.ProcessId == 0 ? "" : $"pid {h.ProcessId}"),
        ],
        LinkHook.PerfEvent { Kind: PerfEventLinkKind.Uprobe or PerfEventLinkKind.Uretprobe } h =>
        [
            ("file", h.Name, $"{(h.Kind == PerfEventLinkKind.Uprobe ? "uprobe" : "uretprobe")} {h.Name}+0x{h.OffsetBytes:x}"), ("offset", h.OffsetBytes, ""), .. Cookie(h.Cookie),
        ],
        LinkHook.PerfEvent { Kind: PerfEventLinkKind.Kprobe or PerfEventLinkKind.Kretprobe } h =>
        [
            ("func", h.Name, $"{(h.Kind == PerfEventLinkKind.Kprobe ? "kprobe" : "kretprobe")} {h.Name}+0x{h.OffsetBytes:x}"), ("offset", h.OffsetBytes, ""), .. Cookie(h.Cookie),
        ],
        LinkHook.PerfEvent { Kind: PerfEventLinkKind.Tracepoint } h => [("tracepoint", h.Name, $"tracepoint {h.Name}"), .. Cookie(h.Cookie)],
        LinkHook.PerfEvent h => [("event_type", h.EventType, $"event {h.EventType}:{h.EventConfig}"), ("event_config", h.EventConfig, ""), .. Cookie(h.Cookie)],
        _ => [],
    };

    private static (string Name, object Value, string Text)[] Cookie(ulong cookie) => cookie == 0 ? [] : [("bpf_cookie", cookie, $"bpf_cookie {cookie}")];

    private static (string Name, object Value, string Text) AttachTypeOf(AttachType type) => ("attach_type", KernelNames.Of(type), $"attach_type {KernelNames.Of(type)}");

    private static (string Name, object Value, string Text)[] Interface(IBpf kernel, uint index)
    {
        string name = index == 0 ? "(detached)" : kernel is LinuxKernel && OperatingSystem.IsLinux() ? NetworkDevices.NameOf((int)index) ?? "(unknown)" : "(unknown)";
        return [("devname", name, $"ifindex {name}({index})"), ("ifindex", index, "")];
    }
}

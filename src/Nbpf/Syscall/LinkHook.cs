using System.Collections.Immutable;

namespace Nbpf.Syscall;

/// <summary>What a link is attached to: an arm of the union in struct bpf_link_info (Linux 6.18).</summary>
public abstract record LinkHook
{
    private LinkHook()
    {
    }

    /// <summary>A raw tracepoint.</summary>
    /// <param name="Name">tp_name</param>
    /// <param name="Cookie">cookie</param>
    public sealed record RawTracepoint(string Name, ulong Cookie) : LinkHook;

    /// <summary>A kernel function or another program.</summary>
    /// <param name="AttachType">attach_type</param>
    /// <param name="TargetObjectId">target_obj_id: a program's id, or the kernel BTF's</param>
    /// <param name="TargetBtfId">target_btf_id</param>
    /// <param name="Cookie">cookie</param>
    public sealed record Tracing(AttachType AttachType, uint TargetObjectId, uint TargetBtfId, ulong Cookie) : LinkHook;

    /// <summary>A cgroup.</summary>
    /// <param name="CgroupId">cgroup_id</param>
    /// <param name="AttachType">attach_type</param>
    public sealed record Cgroup(ulong CgroupId, AttachType AttachType) : LinkHook;

    /// <summary>An iterator.</summary>
    /// <param name="Target">target_name</param>
    /// <param name="MapId">map.map_id of an iterator over a map's elements, else 0</param>
    public sealed record Iterator(string Target, uint MapId) : LinkHook
    {
        /// <summary>cgroup.cgroup_id of an iterator over cgroups, else 0</summary>
        public ulong CgroupId { get; init; }

        /// <summary>cgroup.order (enum bpf_cgroup_iter_order)</summary>
        public uint CgroupOrder { get; init; }

        /// <summary>task.tid of an iterator over tasks; 0 for all</summary>
        public uint ThreadId { get; init; }

        /// <summary>task.pid of an iterator over tasks; 0 for all</summary>
        public uint ProcessId { get; init; }
    }

    /// <summary>A network namespace.</summary>
    /// <param name="Inode">netns_ino</param>
    /// <param name="AttachType">attach_type</param>
    public sealed record NetworkNamespace(uint Inode, AttachType AttachType) : LinkHook;

    /// <summary>An interface's XDP hook.</summary>
    /// <param name="InterfaceIndex">ifindex; 0 after the interface has gone</param>
    public sealed record Xdp(uint InterfaceIndex) : LinkHook;

    /// <summary>An interface's TCX or netkit hook.</summary>
    /// <param name="InterfaceIndex">ifindex; 0 after the interface has gone</param>
    /// <param name="AttachType">attach_type</param>
    public sealed record TrafficControl(uint InterfaceIndex, AttachType AttachType) : LinkHook;

    /// <summary>A map of sockets.</summary>
    /// <param name="MapId">map_id</param>
    /// <param name="AttachType">attach_type</param>
    public sealed record SocketMap(uint MapId, AttachType AttachType) : LinkHook;

    /// <summary>A struct_ops map.</summary>
    /// <param name="MapId">map_id</param>
    public sealed record StructOps(uint MapId) : LinkHook;

    /// <summary>A netfilter hook.</summary>
    /// <param name="ProtocolFamily">pf</param>
    /// <param name="HookNumber">hooknum</param>
    /// <param name="Priority">priority</param>
    /// <param name="Flags">flags</param>
    public sealed record Netfilter(uint ProtocolFamily, uint HookNumber, int Priority, uint Flags) : LinkHook;

    /// <summary>Many kernel functions.</summary>
    /// <param name="Count">count</param>
    /// <param name="Flags">flags</param>
    /// <param name="Missed">missed: runs left out because of recursion</param>
    public sealed record KprobeMulti(uint Count, uint Flags, ulong Missed) : LinkHook
    {
        /// <summary>addrs; zeros when the caller may not see kernel addresses</summary>
        public ImmutableArray<ulong> Addresses { get; init; } = [];

        /// <summary>cookies; zeros when the link has none</summary>
        public ImmutableArray<ulong> Cookies { get; init; } = [];
    }

    /// <summary>Many places of a file.</summary>
    /// <param name="Path">path</param>
    /// <param name="Count">count</param>
    /// <param name="Flags">flags</param>
    /// <param name="ProcessId">pid</param>
    public sealed record UprobeMulti(string Path, uint Count, uint Flags, uint ProcessId) : LinkHook
    {
        /// <summary>offsets in the file in bytes</summary>
        public ImmutableArray<ulong> Offsets { get; init; } = [];

        /// <summary>ref_ctr_offsets; zeros when the link has none</summary>
        public ImmutableArray<ulong> ReferenceCounterOffsets { get; init; } = [];

        /// <summary>cookies; zeros when the link has none</summary>
        public ImmutableArray<ulong> Cookies { get; init; } = [];
    }

    /// <summary>A perf event.</summary>
    /// <param name="Kind">perf_event.type (enum bpf_perf_event_type)</param>
    /// <param name="Name">File of a uprobe, function of a kprobe (empty for one that was given by address), name of a tracepoint; empty for other events.</param>
    /// <param name="OffsetBytes">offset of a probe in its file or function</param>
    /// <param name="Cookie">cookie</param>
    public sealed record PerfEvent(PerfEventLinkKind Kind, string Name, uint OffsetBytes, ulong Cookie) : LinkHook
    {
        /// <summary>ref_ctr_offset of a uprobe</summary>
        public ulong ReferenceCounterOffset { get; init; }

        /// <summary>addr of a kprobe; 0 when the caller may not see kernel addresses</summary>
        public ulong Address { get; init; }

        /// <summary>missed of a kprobe: hits without a run</summary>
        public ulong Missed { get; init; }

        /// <summary>type of an event that is no probe (PERF_TYPE_*)</summary>
        public uint EventType { get; init; }

        /// <summary>config of an event that is no probe</summary>
        public ulong EventConfig { get; init; }
    }
}

// Generated from data/layouts.tsv by data/CodeGen. Do not edit.

namespace Nbpf.Uapi;

/// <summary>Layout of struct perf_event_attr (Linux 6.18).</summary>
public static class PerfEventLayout
{
    /// <summary>Size in bytes.</summary>
    public const int SizeBytes = 72;

    /// <summary>type: 4 bytes at 0.</summary>
    public static UapiField type => new(0, 4);

    /// <summary>size: 4 bytes at 4.</summary>
    public static UapiField size => new(4, 4);

    /// <summary>config: 8 bytes at 8.</summary>
    public static UapiField config => new(8, 8);

    /// <summary>sample_period: 8 bytes at 16.</summary>
    public static UapiField sample_period => new(16, 8);

    /// <summary>sample_freq: 8 bytes at 16.</summary>
    public static UapiField sample_freq => new(16, 8);

    /// <summary>sample_type: 8 bytes at 24.</summary>
    public static UapiField sample_type => new(24, 8);

    /// <summary>disabled: 4 bytes at 40, bit 0 of it.</summary>
    public static UapiField disabled => new(40, 4);

    /// <summary>freq: 4 bytes at 40, bit 10 of it.</summary>
    public static UapiField freq => new(40, 4);

    /// <summary>wakeup_events: 4 bytes at 48.</summary>
    public static UapiField wakeup_events => new(48, 4);

    /// <summary>config1: 8 bytes at 56.</summary>
    public static UapiField config1 => new(56, 8);

    /// <summary>uprobe_path: 8 bytes at 56.</summary>
    public static UapiField uprobe_path => new(56, 8);

    /// <summary>kprobe_func: 8 bytes at 56.</summary>
    public static UapiField kprobe_func => new(56, 8);

    /// <summary>config2: 8 bytes at 64.</summary>
    public static UapiField config2 => new(64, 8);

    /// <summary>probe_offset: 8 bytes at 64.</summary>
    public static UapiField probe_offset => new(64, 8);
}

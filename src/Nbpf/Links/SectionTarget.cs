using System.Globalization;
using System.Runtime.InteropServices;
using Nbpf.Specs;
using Nbpf.Syscall;

namespace Nbpf.Links;

/// <summary>The hooks that section names name, for the sections whose programs libbpf attaches by itself.</summary>
public static class SectionTarget
{
    /// <summary>The hook that a program's section names.</summary>
    /// <param name="program">The program.</param>
    /// <returns>The hook, or null when the section names none: other kinds of sections, and a kind without a target behind it.</returns>
    /// <exception cref="BpfException">EINVAL: the target is malformed; EOPNOTSUPP: USDT.</exception>
    public static AttachTarget? Of(ProgramSpec program)
    {
        ArgumentNullException.ThrowIfNull(program);
        if (SectionTable.Find(program.SectionName.TrimStart('?'), out string target) is not { } section) return null;
        string kind = section.Prefix.EndsWith(".s", StringComparison.Ordinal) || section.Prefix.EndsWith(".w", StringComparison.Ordinal) ? section.Prefix[..^2] : section.Prefix;
        if (target.Length == 0) return null;
        return kind switch
        {
            "kprobe" or "kretprobe" => Kprobe(program, target, kind == "kretprobe"),
            "uprobe" or "uretprobe" => Uprobe(program, target, kind == "uretprobe"),
            "kprobe.multi" or "kretprobe.multi" or "kprobe.session" => new KprobeMultiTarget { Pattern = target, IsReturn = kind == "kretprobe.multi" },
            "uprobe.multi" or "uretprobe.multi" or "uprobe.session" => UprobeMulti(program, target, kind == "uretprobe.multi"),
            "ksyscall" or "kretsyscall" => new KprobeTarget(SystemCallPrefix + target) { IsReturn = kind == "kretsyscall" },
            "usdt" => throw Fault(program, Errno.EOPNOTSUPP, "USDT is not supported: attach to its place with UprobeTarget"),
            "tp" or "tracepoint" => Tracepoint(program, target),
            "raw_tp" or "raw_tracepoint" => new RawTracepointTarget(target),
            "tp_btf" or "fentry" or "fexit" or "fmod_ret" or "freplace" or "lsm" => new TracingTarget(),
            "iter" => new IteratorTarget(),
            _ => null,
        };
    }

    /// <summary>Since Linux 4.17 system calls are entered through wrappers with the architecture's name.</summary>
    private static string SystemCallPrefix => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => "__x64_sys_",
        Architecture.Arm64 => "__arm64_sys_",
        Architecture.RiscV64 => "__riscv_sys_",
        _ => "sys_",
    };

    private static KprobeTarget Kprobe(ProgramSpec program, string target, bool isReturn)
    {
        (string function, ulong offset) = FunctionAndOffset(program, target, isReturn);
        return new KprobeTarget(function, offset) { IsReturn = isReturn };
    }

    private static UprobeTarget Uprobe(ProgramSpec program, string target, bool isReturn)
    {
        (string path, string place) = PathAndPlace(program, target);
        (string function, ulong offset) = FunctionAndOffset(program, place, isReturn);
        return new UprobeTarget(path, function, offset) { IsReturn = isReturn };
    }

    private static UprobeMultiTarget UprobeMulti(ProgramSpec program, string target, bool isReturn)
    {
        (string path, string pattern) = PathAndPlace(program, target);
        return new UprobeMultiTarget(path) { Pattern = pattern, IsReturn = isReturn };
    }

    private static TracepointTarget Tracepoint(ProgramSpec program, string target)
    {
        int slash = target.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && slash < target.Length - 1 ? new TracepointTarget(target[..slash], target[(slash + 1)..])
            : throw Fault(program, Errno.EINVAL, "expected CATEGORY/NAME");
    }

    private static (string Path, string Place) PathAndPlace(ProgramSpec program, string target)
    {
        int colon = target.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && colon < target.Length - 1 ? (target[..colon], target[(colon + 1)..])
            : throw Fault(program, Errno.EINVAL, "expected PATH:FUNCTION");
    }

    private static (string Function, ulong Offset) FunctionAndOffset(ProgramSpec program, string place, bool isReturn)
    {
        int plus = place.LastIndexOf('+');
        if (plus < 0) return (place, 0);
        string text = place[(plus + 1)..];
        bool parsed = text.StartsWith("0x", StringComparison.Ordinal)
            ? ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong offset)
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out offset);
        if (!parsed || plus == 0) throw Fault(program, Errno.EINVAL, "expected FUNCTION+OFFSET");
        if (isReturn && offset != 0) throw Fault(program, Errno.EINVAL, "a return probe takes no offset");
        return (place[..plus], offset);
    }

    private static BpfException Fault(ProgramSpec program, Errno errno, string message) =>
        new(errno, "attach program", program.Name, $"section '{program.SectionName}': {message}");
}

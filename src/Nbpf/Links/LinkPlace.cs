using Nbpf.Uapi;

namespace Nbpf.Links;

/// <summary>Where a program stands among the programs of a hook that runs several in order.</summary>
public readonly record struct LinkPlace
{
    private LinkPlace(uint flags, int relative)
    {
        Flags = flags;
        Relative = relative;
    }

    /// <summary>Where the kernel puts it: after all others.</summary>
    public static LinkPlace Default => default;

    /// <summary>Before all others.</summary>
    public static LinkPlace First => new(Constants.BPF_F_BEFORE, 0);

    /// <summary>After all others.</summary>
    public static LinkPlace Last => new(Constants.BPF_F_AFTER, 0);

    internal uint Flags { get; }

    /// <summary>relative_fd or relative_id</summary>
    internal int Relative { get; }

    /// <summary>Just before another program.</summary>
    /// <param name="program">The other program.</param>
    public static LinkPlace Before(BpfProgram program) => new(Constants.BPF_F_BEFORE, FdOf(program));

    /// <summary>Just after another program.</summary>
    /// <param name="program">The other program.</param>
    public static LinkPlace After(BpfProgram program) => new(Constants.BPF_F_AFTER, FdOf(program));

    /// <summary>Just before another link's program.</summary>
    /// <param name="link">The other link.</param>
    public static LinkPlace Before(BpfLink link) => new(Constants.BPF_F_BEFORE | Constants.BPF_F_LINK, FdOf(link));

    /// <summary>Just after another link's program.</summary>
    /// <param name="link">The other link.</param>
    public static LinkPlace After(BpfLink link) => new(Constants.BPF_F_AFTER | Constants.BPF_F_LINK, FdOf(link));

    /// <summary>Just before a program that is named by its id.</summary>
    /// <param name="programId">Its id.</param>
    public static LinkPlace BeforeProgram(uint programId) => new(Constants.BPF_F_BEFORE | Constants.BPF_F_ID, (int)programId);

    /// <summary>Just after a program that is named by its id.</summary>
    /// <param name="programId">Its id.</param>
    public static LinkPlace AfterProgram(uint programId) => new(Constants.BPF_F_AFTER | Constants.BPF_F_ID, (int)programId);

    /// <summary>Just before the program of a link that is named by its id.</summary>
    /// <param name="linkId">Its id.</param>
    public static LinkPlace BeforeLink(uint linkId) => new(Constants.BPF_F_BEFORE | Constants.BPF_F_LINK | Constants.BPF_F_ID, (int)linkId);

    /// <summary>Just after the program of a link that is named by its id.</summary>
    /// <param name="linkId">Its id.</param>
    public static LinkPlace AfterLink(uint linkId) => new(Constants.BPF_F_AFTER | Constants.BPF_F_LINK | Constants.BPF_F_ID, (int)linkId);

    private static int FdOf(BpfProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        return program.Fd;
    }

    private static int FdOf(BpfLink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        return link.Fd;
    }
}

using Nbpf.Syscall;

namespace Nbpf.Comparison.Commands;

/// <summary>A kernel under a sequence of commands: its objects by the names that the commands give them. Disposing closes what is open and removes what is pinned.</summary>
/// <param name="kernel">The kernel; not disposed.</param>
/// <param name="pinDirectory">A directory in a BPF file system of that kernel, or null where nothing is pinned.</param>
public sealed partial class CommandSession(IBpf kernel, string? pinDirectory = null) : IDisposable
{
    // Far above every limit on open files: EBADF on both kernels, and never another test's file.
    private const int ClosedFd = 0x3fffff00;

    private readonly Dictionary<string, SessionObject> _objects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _positions = new(StringComparer.Ordinal);

    private readonly HashSet<string> _pinned = new(StringComparer.Ordinal);

    /// <summary>The kernel.</summary>
    public IBpf Kernel => kernel;

    /// <summary>Runs one command.</summary>
    /// <param name="command">The command.</param>
    public TranscriptEntry Run(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        Answer answer = command.Run(this);
        string types = string.Join(' ', command.Objects.Select(name => _objects.GetValueOrDefault(name)?.TypeName ?? "?"));
        return new(command, answer, $"[{types}] {command}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (string path in _pinned) kernel.ObjUnpin(path);
        foreach (SessionObject known in _objects.Values)
        {
            if (known.Fd >= 0) kernel.Close(known.Fd);
            known.Fd = -1;
        }
    }

    /// <summary>The file descriptor of an object; of <c>none</c> -1; of <c>closed</c>, and of objects that could not be made or were closed, a number that is not open.</summary>
    internal int Fd(string name) => name switch
    {
        "none" => -1,
        "closed" => ClosedFd,
        _ => _objects.GetValueOrDefault(name) is { Fd: >= 0 } known ? known.Fd : ClosedFd,
    };

    /// <summary>The id of an object, also after it was closed; 0 for what was never made.</summary>
    internal uint Id(string name) => _objects.GetValueOrDefault(name)?.Id ?? 0;

    /// <summary>What is known of a map, or null.</summary>
    internal MapInfo? Map(string name) => _objects.GetValueOrDefault(name)?.Map;

    /// <summary>Where the last batch on a map ended; four zero bytes before the first.</summary>
    internal byte[] Position(string map) => _positions.GetValueOrDefault(map) ?? new byte[4];

    internal void SetPosition(string map, byte[] position) => _positions[map] = position;

    /// <summary>Gives a new file descriptor a name; what had the name before is closed.</summary>
    /// <param name="name">The name.</param>
    /// <param name="result">The file descriptor, or the error.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="type">What a command that failed would have made.</param>
    internal Answer Name(string name, SysResult result, BpfObjectKind kind, string type = "")
    {
        Forget(name);
        if (result.IsError)
        {
            _objects[name] = new(-1, kind, 0, null) { FailedType = type };
            return Answer.Of(result);
        }

        _objects[name] = Describe(result.Value, kind);
        return new(Errno.None);
    }

    /// <summary>Gives a new file descriptor of an object of any kind a name.</summary>
    internal Answer Name(string name, SysResult result)
    {
        BpfObjectKind kind = !result.IsError && kernel.MapGetInfo(result.Value, out _).IsError ? BpfObjectKind.Program : BpfObjectKind.Map;
        return Name(name, result, kind);
    }

    /// <summary>A path below the session's directory.</summary>
    /// <exception cref="InvalidOperationException">The session has none.</exception>
    internal string PathOf(string path) =>
        pinDirectory is null ? throw new InvalidOperationException("this session has no directory for pins") : $"{pinDirectory}/{path}";

    internal SysResult Pin(string path, int fd, uint flags)
    {
        string whole = PathOf(path);
        SysResult result = kernel.ObjPin(whole, fd, flags);
        if (!result.IsError) _pinned.Add(whole);
        return result;
    }

    internal SysResult Close(string name)
    {
        SysResult result = kernel.Close(Fd(name));
        if (_objects.TryGetValue(name, out SessionObject? known)) known.Fd = -1;
        return result;
    }

    /// <summary>The name of the map or program that has an id, as maps of maps and program arrays show it.</summary>
    internal string NameOfId(uint id, BpfObjectKind kind)
    {
        foreach ((string name, SessionObject known) in _objects)
        {
            if (known.Id == id && known.Kind == kind && id != 0) return "id:" + name;
        }

        return "id:?";
    }

    private void Forget(string name)
    {
        if (_objects.TryGetValue(name, out SessionObject? before) && before.Fd >= 0) kernel.Close(before.Fd);
    }

    private SessionObject Describe(int fd, BpfObjectKind kind)
    {
        switch (kind)
        {
            case BpfObjectKind.Map:
                kernel.MapGetInfo(fd, out MapInfo? map);
                return new(fd, kind, map?.Id ?? 0, map);
            case BpfObjectKind.Program:
                kernel.ProgGetInfo(fd, out ProgInfo? program);
                return new(fd, kind, program?.Id ?? 0, null);
            default:
                kernel.BtfGetInfo(fd, out BtfInfo? btf);
                return new(fd, kind, btf?.Id ?? 0, null);
        }
    }

    private sealed class SessionObject(int fd, BpfObjectKind kind, uint id, MapInfo? map)
    {
        public int Fd { get; set; } = fd;

        public BpfObjectKind Kind => kind;

        public uint Id => id;

        public MapInfo? Map => map;

        public string FailedType { get; init; } = "";

        public string TypeName => FailedType.Length != 0 ? FailedType : map?.Type.ToString() ?? kind.ToString();
    }
}

using Nbpf.Cli.Shell;
using Nbpf.Syscall;

namespace Nbpf.Cli.Programs;

/// <summary>
/// A program named on the command line: <c>id N | pinned FILE | tag TAG | name NAME | object FILE [name NAME]</c>.
/// With <c>object</c> the file is loaded first and unloaded when this is disposed.
/// </summary>
public sealed class ProgramSelection : IDisposable
{
    private readonly IBpf _kernel;
    private readonly BpfObject? _loaded;
    private readonly bool _ownsFd;

    private ProgramSelection(IBpf kernel, int fd, BpfObject? loaded)
    {
        _kernel = kernel;
        _loaded = loaded;
        _ownsFd = loaded is null;
        Fd = fd;
    }

    /// <summary>The program's file descriptor.</summary>
    public int Fd { get; }

    /// <summary>The grammar, for help and errors.</summary>
    public const string Grammar = "id N | pinned FILE | tag TAG | name NAME | object FILE [name NAME]";

    /// <summary>Reads the selection and finds or loads the program.</summary>
    /// <param name="kernel">The kernel to look in or load into.</param>
    /// <param name="words">The command's words, at the selection.</param>
    public static ProgramSelection Open(IBpf kernel, Words words)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(words);
        if (words.Take("object")) return FromObject(kernel, words);
        if (words.Take("id")) return ById(kernel, words.NextNumber("a program id"));
        if (words.Take("pinned")) return Pinned(kernel, words.Next("a file in a BPF file system"));
        if (words.Take("tag")) return ByProperty(kernel, "tag", words.Next("a tag"), info => Convert.ToHexStringLower(info.Tag.AsSpan()));
        if (words.Take("name")) return ByProperty(kernel, "name", words.Next("a name"), info => info.Name);
        throw new UsageException(words.AtEnd ? $"a program expected: {Grammar}" : $"unknown program selection '{words.Peek}': {Grammar}");
    }

    /// <summary>Every program of the kernel, by ascending id.</summary>
    /// <param name="kernel">The kernel.</param>
    public static IEnumerable<ProgInfo> All(IBpf kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        for (uint id = 0; !kernel.ObjGetNextId(BpfObjectKind.Program, id, out id).IsError;)
        {
            SysResult fd = kernel.ObjGetFdById(BpfObjectKind.Program, id);
            if (fd.IsError) continue;
            kernel.ProgGetInfo(fd.Value, out ProgInfo? info);
            kernel.Close(fd.Value);
            if (info is not null) yield return info;
        }
    }

    /// <summary>What the kernel tells of the program.</summary>
    public ProgInfo Info()
    {
        SysResult result = _kernel.ProgGetInfo(Fd, out ProgInfo? info);
        return info ?? throw new CommandException("read the program's information", result.Errno.ToString());
    }

    /// <summary>The program's BTF, or null when it has none.</summary>
    public Btf? Btf()
    {
        uint id = Info().BtfId;
        if (id == 0) return null;
        SysResult fd = _kernel.ObjGetFdById(BpfObjectKind.Btf, id);
        if (fd.IsError) throw new CommandException($"open BTF object {id}", fd.Errno.ToString());
        SysResult result = _kernel.BtfGetInfo(fd.Value, out BtfInfo? info);
        _kernel.Close(fd.Value);
        return info is null
            ? throw new CommandException($"read BTF object {id}", result.Errno.ToString())
            : Nbpf.Btf.Parse(info.Bytes.AsMemory());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ownsFd) _kernel.Close(Fd);
        _loaded?.Dispose();
    }

    private static ProgramSelection FromObject(IBpf kernel, Words words)
    {
        string file = words.Next("an object file");
        string? name = words.Take("name") ? words.Next("a program name") : null;
        ObjectSpec spec = InputFile.ReadObject(file);
        string[] names = [.. spec.Programs.Select(program => program.Name)];
        if (name is null && names.Length != 1)
            throw new UsageException($"'{file}' has {names.Length} programs ({string.Join(", ", names)}): say which with 'name NAME'");
        name ??= names[0];
        if (!names.Contains(name)) throw new CommandException($"find program '{name}' in '{file}'", $"it has {string.Join(", ", names)}");
        BpfObject loaded = BpfObject.Load(kernel, spec, new BpfLoadOptions { ProgramFilter = program => program.Name == name });
        return new ProgramSelection(kernel, loaded.Program(name).Fd, loaded);
    }

    private static ProgramSelection ById(IBpf kernel, uint id)
    {
        SysResult fd = kernel.ObjGetFdById(BpfObjectKind.Program, id);
        return fd.IsError
            ? throw new CommandException($"open program {id}", fd.Errno == Errno.ENOENT ? "there is no program of that id" : fd.Errno.ToString())
            : new ProgramSelection(kernel, fd.Value, null);
    }

    private static ProgramSelection Pinned(IBpf kernel, string path)
    {
        using BpfProgram program = BpfProgram.OpenPinned(kernel, path);
        return ById(kernel, program.Info.Id);
    }

    private static ProgramSelection ByProperty(IBpf kernel, string property, string wanted, Func<ProgInfo, string> read)
    {
        uint[] ids = [.. All(kernel).Where(info => read(info) == wanted).Select(info => info.Id)];
        return ids.Length switch
        {
            1 => ById(kernel, ids[0]),
            0 => throw new CommandException($"find the program with {property} '{wanted}'", "there is none"),
            _ => throw new CommandException($"find the program with {property} '{wanted}'", $"several have it: id {string.Join(", ", ids)}"),
        };
    }
}

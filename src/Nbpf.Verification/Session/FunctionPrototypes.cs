using Nbpf.Isa;
using Nbpf.Syscall;
using Nbpf.Verification.Log;

namespace Nbpf.Verification.Session;

/// <summary>
/// What functions take and return, from their BTF (kernel/bpf/btf.c, Linux 6.18). Each is read once, whatever the number of its calls, and
/// the types are gone through once for the tags of all parameters.
/// </summary>
/// <param name="request">Names the functions and their types.</param>
/// <param name="log">Receives what is wrong with them.</param>
internal sealed class FunctionPrototypes(VerificationRequest request, VerifierLog log)
{
    private readonly Dictionary<int, (Errno Errno, FunctionArgument[] Arguments, string Message)> _read = [];
    private ILookup<(uint Function, int Parameter), string>? _tags;

    /// <summary>
    /// The parameters of a subprogram. On failure writes Linux's line; the caller decides whether that refuses the program.
    /// </summary>
    /// <param name="subprogram">Its number.</param>
    /// <param name="arguments">Receives the parameters.</param>
    /// <param name="message">Receives the line written, or an empty string when Linux writes none.</param>
    /// <returns><see cref="Errno.None"/> or Linux's error.</returns>
    public Errno Read(int subprogram, out FunctionArgument[] arguments, out string message)
    {
        if (!_read.TryGetValue(subprogram, out (Errno Errno, FunctionArgument[] Arguments, string Message) known))
            _read[subprogram] = known = Read(subprogram);
        (Errno errno, arguments, message) = known;
        if (errno != Errno.None && message.Length != 0)
            log.Line(message);
        return errno;
    }

    private (Errno Errno, FunctionArgument[] Arguments, string Message) Read(int subprogram)
    {
        Btf btf = request.Btf!;
        BtfType function = btf[request.Functions[subprogram].TypeId];
        BtfType prototype = function.Target;
        var arguments = new FunctionArgument[prototype.Count];
        Errno errno = Read(btf, function, prototype, function.Linkage == BtfLinkage.Global, arguments, out string message);
        return (errno, arguments, message);
    }

    private Errno Read(
        Btf btf, BtfType function, BtfType prototype, bool isGlobal, FunctionArgument[] arguments, out string message)
    {
        message = "";
        if (arguments.Length > Register.ArgumentCount)
        {
            if (isGlobal)
                message = $"Global function {function.Name}() with {arguments.Length} > {Register.ArgumentCount} args. Buggy compiler.";
            return Errno.EINVAL;
        }

        BtfType result = btf.Resolve(prototype.TargetId);
        if (result.Kind != BtfKind.Int && !result.IsEnum)
        {
            if (isGlobal)
                message = $"Global function {function.Name}() doesn't return scalar. Only those are supported.";
            return Errno.EINVAL;
        }

        for (int i = 0; i < arguments.Length; i++)
        {
            Errno errno = ReadOne(btf, function, prototype, isGlobal, i, out arguments[i], out message);
            if (errno != Errno.None)
                return errno;
        }

        for (int i = 0; i < arguments.Length; i++)
        {
            if (!TagsOf(btf, function.Id, i).Contains("ctx"))
                continue;
            message = WhyNoContext(btf.Resolve(btf.Resolve(prototype.Parameter(i).TypeId).TargetId), i);
            if (message.Length != 0)
                return Errno.EINVAL;
        }

        return Errno.None;
    }

    /// <summary>Why a pointer to a type cannot be tagged as the context (btf_validate_prog_ctx_type), or an empty string.</summary>
    private string WhyNoContext(BtfType type, int index)
    {
        if (type.IsVoid)
            return "";
        if (type.NameOffset == 0)
            return $"arg#{index} type doesn't have a name";
        ProgramType program = request.ProgramType.Type;
        if (program == ProgramType.Syscall || (program == ProgramType.RawTracepoint && type.Kind == BtfKind.Int && type.StatedSize == 8))
            return "";
        string? context = request.ProgramType.ContextTypeName;
        return type.Kind == BtfKind.Struct && type.Name == context ? "" : $"arg#{index} should be `struct {context} *`";
    }

    private Errno ReadOne(
        Btf btf, BtfType function, BtfType prototype, bool isGlobal, int index, out FunctionArgument argument, out string message)
    {
        argument = default;
        message = "";
        HashSet<string> tags = TagsOf(btf, function.Id, index);
        if (tags.Count != 0 && !isGlobal)
        {
            message = $"arg#{index} type tag is not supported in static functions";
            return Errno.EOPNOTSUPP;
        }

        foreach (string tag in tags)
        {
            if (tag is "ctx" or "nonnull" or "nullable")
                continue;
            message = tag is "trusted" or "arena" or "untrusted"
                ? $"arg#{index} with tag arg:{tag} is not supported yet"
                : $"arg#{index} has unsupported set of tags";
            return Errno.EOPNOTSUPP;
        }

        BtfType type = btf.Resolve(prototype.Parameter(index).TypeId);
        if (type.Kind == BtfKind.Ptr)
            return ReadPointer(btf, type, isGlobal, index, tags, out argument, out message);
        if (tags.Count != 0)
        {
            message = $"arg#{index} has pointer tag, but is not a pointer type";
            return Errno.EINVAL;
        }

        if (type.Kind == BtfKind.Int || type.IsEnum)
        {
            argument = new FunctionArgument(FunctionArgumentKind.Number);
            return Errno.None;
        }

        if (isGlobal)
            message = $"Arg#{index} type {KindText(type)} in {function.Name}() is not supported yet.";
        return Errno.EINVAL;
    }

    private Errno ReadPointer(
        Btf btf, BtfType type, bool isGlobal, int index, HashSet<string> tags, out FunctionArgument argument, out string message)
    {
        argument = default;
        message = "";
        BtfType target = btf.Resolve(type.TargetId);
        string? contextName = request.ProgramType.ContextTypeName;
        bool isContext = tags.Contains("ctx")
            || (target.Kind == BtfKind.Struct && contextName is not null && target.Name == contextName);
        if (isContext)
        {
            if (tags.Count > 1 || (tags.Count == 1 && !tags.Contains("ctx")))
            {
                message = $"arg#{index} has invalid combination of tags";
                return Errno.EINVAL;
            }

            argument = new FunctionArgument(FunctionArgumentKind.Context);
            return Errno.None;
        }

        if (target.Kind == BtfKind.Struct && target.Name == "bpf_dynptr")
        {
            message = tags.Count != 0 ? $"arg#{index} has invalid combination of tags" : $"arg#{index} of type struct bpf_dynptr is not supported yet";
            return Errno.EINVAL;
        }

        if (!isGlobal)
            return Errno.EINVAL;
        if (tags.Contains("nullable"))
        {
            message = $"arg#{index} has invalid combination of tags";
            return Errno.EINVAL;
        }

        BtfType plain = btf.SkipModifiers(type.TargetId);
        if (!btf.TryGetSize(type.TargetId, out uint size) || target.IsVoid || size > int.MaxValue)
        {
            message = $"arg#{index} reference type('{KindText(plain)} {plain.Name}') size cannot be determined: -22";
            return Errno.EINVAL;
        }

        argument = new FunctionArgument(FunctionArgumentKind.Memory, (int)size, !tags.Contains("nonnull"));
        return Errno.None;
    }

    private HashSet<string> TagsOf(Btf btf, uint function, int index)
    {
        _tags ??= btf.Types
            .Where(static type => type.Kind == BtfKind.DeclTag && type.Name.StartsWith("arg:", StringComparison.Ordinal))
            .ToLookup(static type => (type.TargetId, type.ComponentIndex), static type => type.Name[4..]);
        return _tags[(function, index)].ToHashSet(StringComparer.Ordinal);
    }

    private static string KindText(BtfType type) => type.Kind switch
    {
        BtfKind.Unkn => "UNKNOWN",
        BtfKind.DeclTag => "DECL_TAG",
        BtfKind.TypeTag => "TYPE_TAG",
        BtfKind.FuncProto => "FUNC_PROTO",
        _ => type.Kind.ToString().ToUpperInvariant(),
    };
}

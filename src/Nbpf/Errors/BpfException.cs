using Nbpf.Syscall;

namespace Nbpf;

/// <summary>A bpf(2) command failed. Thrown by the object API only; the command layer returns <see cref="SysResult"/>.</summary>
public class BpfException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="errno">The error the command answered.</param>
    /// <param name="operation">What was attempted, for example <c>create map</c>.</param>
    /// <param name="objectName">The map, program or object it was attempted on.</param>
    /// <param name="detail">One more line of explanation, or null.</param>
    public BpfException(Errno errno, string operation, string objectName, string? detail = null)
        : base(OneLine.Of($"{operation} '{objectName}': {errno}{(detail is null ? "" : $": {detail}")}"))
    {
        Errno = errno;
        Operation = operation;
        ObjectName = objectName;
    }

    /// <summary>The error the command answered.</summary>
    public Errno Errno { get; }

    /// <summary>What was attempted.</summary>
    public string Operation { get; }

    /// <summary>The map, program or object it was attempted on.</summary>
    public string ObjectName { get; }
}

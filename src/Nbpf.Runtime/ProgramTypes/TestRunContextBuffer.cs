using Nbpf.Syscall;

namespace Nbpf.Runtime.ProgramTypes;

/// <summary>The user's context of a test run, in and out (bpf_ctx_init, bpf_ctx_finish, bpf_test_finish; net/bpf/test_run.c, Linux 6.18).</summary>
internal static class TestRunContextBuffer
{
    /// <summary>The context that the user passed, padded with zeros; null when none was passed and none is wanted back. E2BIG for non-zero bytes past its size.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="sizeBytes">Size of the type's context.</param>
    /// <param name="context">Receives the context.</param>
    public static Errno Read(ProgTestRunArguments arguments, int sizeBytes, out byte[]? context)
    {
        context = null;
        ReadOnlySpan<byte> given = arguments.ContextIn.Span;
        if (given.IsEmpty && arguments.ContextOut.IsEmpty)
        {
            return Errno.None;
        }

        if (given.Length > sizeBytes && given[sizeBytes..].ContainsAnyExcept((byte)0))
        {
            return Errno.E2BIG;
        }

        context = new byte[sizeBytes];
        given[..Math.Min(given.Length, sizeBytes)].CopyTo(context);
        return Errno.None;
    }

    /// <summary>Gives the context back: ENOSPC when the user's buffer is shorter, and what fits is written.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="context">The context, or null when there is none.</param>
    public static Errno Write(ProgTestRunArguments arguments, byte[]? context)
    {
        if (context is null || arguments.ContextOut.IsEmpty)
        {
            return Errno.None;
        }

        int fitting = Math.Min(context.Length, arguments.ContextOut.Length);
        context.AsSpan(0, fitting).CopyTo(arguments.ContextOut.Span);
        arguments.ContextSizeOut = (uint)context.Length;
        return fitting < context.Length ? Errno.ENOSPC : Errno.None;
    }

    /// <summary>Reports the result and gives the data back: ENOSPC when the user's buffer is shorter, and what fits is written.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="first">The data.</param>
    /// <param name="second">What follows it.</param>
    /// <param name="returnValue">r0.</param>
    /// <param name="durationNanoseconds">Mean duration.</param>
    public static Errno WriteData(
        ProgTestRunArguments arguments, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ulong returnValue, uint durationNanoseconds)
    {
        int size = first.Length + second.Length;
        Span<byte> room = arguments.DataOut.Span;
        first[..Math.Min(first.Length, room.Length)].CopyTo(room);
        if (room.Length > first.Length)
        {
            second[..Math.Min(second.Length, room.Length - first.Length)].CopyTo(room[first.Length..]);
        }

        arguments.DataSizeOut = (uint)size;
        arguments.ReturnValue = (uint)returnValue;
        arguments.DurationNanoseconds = durationNanoseconds;
        return !room.IsEmpty && room.Length < size ? Errno.ENOSPC : Errno.None;
    }
}

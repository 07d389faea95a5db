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

    /// <summary>
    /// Reports the result and gives the data back: ENOSPC when the user's buffer is shorter, and what fits is written. Of data with fragments the linear part
    /// gives way first, and where not even the fragments fit nothing is reported, as in Linux.
    /// </summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="linear">The data's linear part.</param>
    /// <param name="fragments">What follows it.</param>
    /// <param name="returnValue">r0.</param>
    /// <param name="durationNanoseconds">Mean duration.</param>
    public static Errno WriteData(
        ProgTestRunArguments arguments, ReadOnlySpan<byte> linear, ReadOnlySpan<byte> fragments, ulong returnValue, uint durationNanoseconds)
    {
        int size = linear.Length + fragments.Length;
        Span<byte> room = arguments.DataOut.Span;
        if (!room.IsEmpty)
        {
            room = room[..Math.Min(size, room.Length)];
            int linearPart = room.Length - fragments.Length;
            if (linearPart < 0)
            {
                arguments.DataSizeOut = (uint)room.Length;
                return Errno.ENOSPC;
            }

            linear[..linearPart].CopyTo(room);
            fragments.CopyTo(room[linearPart..]);
        }

        arguments.DataSizeOut = (uint)size;
        arguments.ReturnValue = (uint)returnValue;
        arguments.DurationNanoseconds = durationNanoseconds;
        return !room.IsEmpty && room.Length < size ? Errno.ENOSPC : Errno.None;
    }
}

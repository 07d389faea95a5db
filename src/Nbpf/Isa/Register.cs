namespace Nbpf.Isa;

/// <summary>Register numbers and counts (RFC 9669 §2, §3.1).</summary>
public static class Register
{
    /// <summary>Number of registers, r0–r10.</summary>
    public const int Count = 11;

    /// <summary>Return value of calls and of the program.</summary>
    public const byte R0 = 0;

    /// <summary>Number of argument registers, r1–r5.</summary>
    public const int ArgumentCount = 5;

    /// <summary>The read-only frame pointer, r10.</summary>
    public const byte FramePointer = 10;

    /// <summary>Bytes of stack below the frame pointer in each frame.</summary>
    public const int StackSizeBytes = 512;
}

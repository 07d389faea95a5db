namespace Nbpf.Verification;

/// <summary>What Linux 6.18 knows of a helper from its number alone, before it looks at prototypes and whether or not the program may call it.</summary>
internal static class HelperNumbers
{
    /// <summary>One past the last (__BPF_FUNC_MAX_ID).</summary>
    public const int End = 212;

    /// <summary>The call may end the program.</summary>
    public static bool IsTailCall(int number) => number == (int)HelperId.TailCall;

    /// <summary>It calls a subprogram back before it returns (is_sync_callback_calling_function).</summary>
    public static bool CallsBack(int number) => (HelperId)number is HelperId.Loop or HelperId.ForEachMapElem;
}

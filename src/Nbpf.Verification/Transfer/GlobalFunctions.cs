using Nbpf.Syscall;
using Nbpf.Verification.Checks;
using Nbpf.Verification.Precision;
using Nbpf.Verification.Session;
using Nbpf.Verification.State;

namespace Nbpf.Verification.Transfer;

/// <summary>Global functions: verified once for any arguments of their prototype, called on its word.</summary>
internal static class GlobalFunctions
{
    /// <summary>Explores a call: the arguments fit the prototype; the result is any number.</summary>
    public static bool Call(VerificationSession session, int subprogram)
    {
        SubprogramFacts facts = session.SubprogramFacts[subprogram];
        Errno errno = CheckArguments(session, subprogram);
        if (errno != Errno.None)
        {
            session.ClearRejection();
            return session.Reject(errno, $"Caller passes invalid args into func#{subprogram} ('{facts.Name}')");
        }

        session.Log.Line($"Func#{subprogram} ('{facts.Name}') is global and assumed valid.");
        if (facts.ChangesPacketData)
            HelperCalls.InvalidatePacketPointers(session.Path);
        facts.IsCalled = true;
        RegisterUse.ClearCallerSaved(session, session.Path.Top);
        session.Registers[Isa.Register.R0].SetUnknown();
        return true;
    }

    /// <summary>
    /// Says what is wrong with the prototype or the arguments of a static function, once; nothing depends on it, since the function is
    /// entered with the arguments as they are.
    /// </summary>
    public static void LogMismatch(VerificationSession session, int subprogram)
    {
        SubprogramFacts facts = session.SubprogramFacts[subprogram];
        if (!session.Log.IsOn || facts.IsUnlikeItsPrototype || session.Request.Functions.IsEmpty)
            return;
        facts.IsUnlikeItsPrototype = CheckArguments(session, subprogram) != Errno.None;
        session.ForgetExplanation();
    }

    /// <summary>Sets the argument registers for verifying a global function on its own.</summary>
    public static bool SetEntry(VerificationSession session, int subprogram)
    {
        Errno errno = session.Prototypes.Read(subprogram, out FunctionArgument[] arguments, out string message);
        if (errno != Errno.None)
            return session.RejectSilently(errno, message);
        for (int i = 0; i < arguments.Length; i++)
        {
            ref RegisterState register = ref session.Registers[i + 1];
            switch (arguments[i].Kind)
            {
                case FunctionArgumentKind.Number:
                    register.SetUnknown();
                    break;
                case FunctionArgumentKind.Context:
                    register.SetPointer(RegisterKind.Context);
                    break;
                case FunctionArgumentKind.Memory:
                    register.SetPointer(new RegisterType(RegisterKind.Memory, arguments[i].MayBeNull ? RegisterModifiers.MayBeNull : RegisterModifiers.None));
                    register.Extent = arguments[i].SizeBytes;
                    register.Id = session.NewId();
                    break;
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }

        return true;
    }

    private static Errno CheckArguments(VerificationSession session, int subprogram)
    {
        Errno errno = session.Prototypes.Read(subprogram, out FunctionArgument[] arguments, out string message);
        if (errno != Errno.None)
        {
            if (message.Length != 0)
                session.ExplainedBy(message);
            return errno;
        }

        for (int i = 0; i < arguments.Length; i++)
        {
            errno = CheckArgument(session, i, arguments[i]);
            if (errno != Errno.None)
                return errno;
        }

        return Errno.None;
    }

    private static Errno CheckArgument(VerificationSession session, int index, FunctionArgument argument)
    {
        int number = index + 1;
        ref RegisterState register = ref session.Registers[number];
        switch (argument.Kind)
        {
            case FunctionArgumentKind.Number:
                if (register.Kind == RegisterKind.Scalar)
                    return Errno.None;
                session.Explain($"R{number} is not a scalar");
                return Errno.EINVAL;
            case FunctionArgumentKind.Context:
                if (register.Kind == RegisterKind.Context)
                    return MemoryBoundsChecks.CheckUnmodified(session, number) ? Errno.None : session.Rejection!.Errno;
                session.Explain($"arg#{index} expects pointer to ctx");
                return Errno.EINVAL;
            default:
                return CheckMemory(session, number, argument);
        }
    }

    private static Errno CheckMemory(VerificationSession session, int number, FunctionArgument argument)
    {
        ref RegisterState register = ref session.Registers[number];
        if (!KindRules.Of(register.Kind).TakesOffset && !MemoryBoundsChecks.CheckUnmodified(session, number))
            return session.Rejection!.Errno;
        if (!register.IsNull && !CheckBytes(session, number, argument.SizeBytes))
            return Errno.EINVAL;
        if (register.IsNull)
            Backtracking.MarkNullPrecise(session, number);
        bool mayBeNull = register.MayBeNull || register.IsNull;
        if (argument.MayBeNull || !mayBeNull)
            return Errno.None;
        session.Explain($"arg#{number - 1} is expected to be non-NULL");
        return Errno.EINVAL;
    }

    /// <summary>The callee may read and write the memory if the pointer is not NULL.</summary>
    private static bool CheckBytes(VerificationSession session, int number, int sizeBytes)
    {
        RegisterState saved = session.Registers[number];
        if (saved.MayBeNull)
            NullChecks.SetNonNull(session, ref session.Registers[number]);
        HelperCallFindings findings = default;
        bool fits = CheckPacketWrite(session, number)
            && HelperMemoryChecks.Check(session, number, sizeBytes, isWrite: false, zeroAllowed: true, ref findings, mayDefer: false)
            && HelperMemoryChecks.Check(session, number, sizeBytes, isWrite: true, zeroAllowed: true, ref findings, mayDefer: false);
        session.Registers[number] = saved;
        return fits;
    }

    /// <summary>A function that gets packet bytes as plain memory may write them, so the program must be allowed to.</summary>
    private static bool CheckPacketWrite(VerificationSession session, int number)
    {
        if (!session.Registers[number].IsPacketPointer || MemoryAccess.MayAccessPacket(session, null, isWrite: true))
            return true;
        return session.Reject(Errno.EACCES, "cannot write into packet");
    }
}

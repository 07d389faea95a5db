using Nbpf.Isa;
using Nbpf.Syscall;
using Nbpf.Verification.Cfg;
using Nbpf.Verification.Checks;
using Nbpf.Verification.Pruning;
using Nbpf.Verification.Session;
using Nbpf.Verification.State;
using Nbpf.Verification.Transfer;

namespace Nbpf.Verification.Explore;

/// <summary>
/// Explores all paths of a function depth first: fall-through before jump target, pruned where an earlier state covers the
/// path. Ends, since every path is bounded by the number of instructions explored in all.
/// </summary>
internal sealed class Explorer(VerificationSession session)
{
    private readonly Checkpoints _checkpoints = new(session);

    /// <summary>What an instruction did to the path.</summary>
    private enum Step
    {
        Next,
        Jumped,
        Returned,
        Finished,
        Rejected,
    }

    /// <summary>Explores the main program, or a global function on its own.</summary>
    public bool Explore(int subprogram)
    {
        session.SourceLines?.Restart();
        var path = new PathState { FirstInstruction = session.Subprograms.Subprograms[subprogram].Start };
        FrameState frame = session.Pool.RentFrame();
        frame.Enter(0, FrameState.MainCallSite, subprogram);
        path.Frames[0] = frame;
        session.Path = path;
        session.Index = path.FirstInstruction;
        session.StackLiveness.ChangeFrame();
        session.TouchAll();
        if (!SetEntry(subprogram) || !ExplorePaths())
            return false;
        if (!session.Log.KeepsPaths)
            session.Log.Rewind(0);
        _checkpoints.Clear();
        return true;
    }

    private bool SetEntry(int subprogram)
    {
        VerificationRequest request = session.Request;
        if (subprogram != 0)
        {
            session.Log.Line($"Validating {session.SubprogramFacts[subprogram].Name}() func#{subprogram}...");
            return GlobalFunctions.SetEntry(session, subprogram);
        }

        // The main program's prototype changes nothing, but what is wrong with it is told.
        if (!request.Functions.IsEmpty)
            session.Prototypes.Read(0, out _, out _);
        if (request.ProgramType.Entry == EntryRegisters.Context)
        {
            session.Registers[1].SetPointer(RegisterKind.Context);
            return true;
        }

        session.Registers[1].SetPointer(RegisterKind.Memory);
        session.Registers[1].Extent = request.ProgramType.EntryMemorySizeBytes;
        session.Registers[2].SetConstant((ulong)request.ProgramType.EntryMemorySizeBytes);
        return true;
    }

    private bool ExplorePaths()
    {
        int previous = -1;
        bool showPath = false;
        while (true)
        {
            session.BeginHistory();
            session.PreviousIndex = previous;
            if (++session.ProcessedCount > Limits.ProcessedInstructions)
                return session.Reject(Errno.E2BIG, $"BPF program is too large. Processed {session.ProcessedCount} insn");

            if (session.Pool.IsExhausted)
            {
                return session.Reject(
                    Errno.ENOMEM, $"the states of {session.Counters.Total} checkpoints and {session.Pending.Count} branches take more than {Limits.StateBytes >> 20} MiB");
            }

            PathState path = session.Path;
            path.LastInstruction = previous;
            path.Instruction = session.Index;
            InstructionPoints points = session.Graph.PointsAt(session.Index);
            if (points.HasFlag(InstructionPoints.PrunePoint))
            {
                Visit visit = _checkpoints.Look();
                if (visit == Visit.Rejected)
                    return false;
                if (visit == Visit.Covered)
                {
                    LogCovered(showPath, previous);
                    if (!NextPath(ref previous))
                        return true;
                    showPath = true;
                    continue;
                }
            }

            if (points.HasFlag(InstructionPoints.JumpPoint))
                session.AddHistory();
            LogInstruction(ref showPath, previous);
            session.Trace?.Begin(path, session.Index);
            previous = session.Index;
            session.Annotation.IsReached = true;
            session.StackLiveness.BeginInstruction(path, session.Index);
            Step step = Apply(session.Instruction);
            if (step != Step.Rejected)
                session.StackLiveness.EndInstruction();
            switch (step)
            {
                case Step.Next:
                    session.Index++;
                    break;
                case Step.Jumped:
                    break;
                case Step.Returned:
                    showPath = true;
                    break;
                case Step.Finished:
                    if (!NextPath(ref previous))
                        return true;
                    showPath = true;
                    break;
                default:
                    return false;
            }
        }
    }

    private bool NextPath(ref int previous)
    {
        session.TouchAll();
        PathState finished = session.Path;
        _checkpoints.Finish(finished);
        session.StackLiveness.Update(finished);
        session.Pool.Return(finished);
        if (!session.Pending.TryPop(out PendingBranch branch))
            return false;
        if (!session.Log.KeepsPaths)
            session.Log.Rewind(branch.LogPosition);
        session.Path = branch.Path;
        session.StackLiveness.ChangeFrame();
        session.Index = branch.Instruction;
        previous = branch.Previous;
        return true;
    }

    private void LogCovered(bool showPath, int previous)
    {
        if (!session.Log.HasInstructions)
            return;
        session.Log.Line(showPath ? $"\nfrom {previous} to {session.Index}: safe" : $"{session.Index}: safe");
    }

    private void LogInstruction(ref bool showPath, int previous)
    {
        var log = session.Log;
        if (log.IsTrace && showPath)
        {
            log.Text.Append("\nfrom ").Append(previous).Append(" to ").Append(session.Index).Append(':');
            session.LogFrame(session.Path.Top);
            showPath = false;
        }

        if (!log.HasInstructions)
            return;
        if ((session.TouchedRegisters | session.TouchedSlots) != 0)
            session.LogTouchedState();
        session.LogSourceLine(session.Index);
        int start = log.Position;
        log.Text.Append(session.Index).Append(": ");
        Disassembler.Append(log.Text, session.Instructions, session.Index, session.Symbols);
        log.Text.Append('\n');
        log.EndInstruction(start);
    }

    private Step Apply(in Instruction instruction)
    {
        switch (instruction.Class)
        {
            case InstructionClass.Alu or InstructionClass.Alu64:
                return Next(AluTransfer.Apply(session, instruction));
            case InstructionClass.Ldx:
                return Next(MemoryTransfer.Load(session, instruction));
            case InstructionClass.St:
                return Next(MemoryTransfer.StoreImmediate(session, instruction));
            case InstructionClass.Stx:
                return Next(MemoryTransfer.StoreRegister(session, instruction));
            case InstructionClass.Ld when instruction.IsWide:
                if (!ImmediateTransfer.Apply(session, instruction))
                    return Step.Rejected;
                session.Index++;
                session.Annotation.IsReached = true;
                return Step.Next;
            case InstructionClass.Ld:
                return Next(LegacyLoads.Apply(session, _checkpoints, instruction));
            default:
                return ApplyJump(instruction);
        }
    }

    private static Step Next(bool accepted) => accepted ? Step.Next : Step.Rejected;

    private Step ApplyJump(in Instruction instruction)
    {
        _checkpoints.CountJump();
        bool is32 = instruction.Class == InstructionClass.Jmp32;
        switch (instruction.JumpOperation)
        {
            case JumpOperation.Call:
                return ApplyCall(instruction, is32);
            case JumpOperation.Always:
                if (instruction.UsesSourceRegister || instruction.Source != 0 || instruction.Destination != 0
                    || (is32 ? instruction.Offset != 0 : instruction.Immediate != 0))
                {
                    return Reject("BPF_JA uses reserved fields");
                }

                session.Index += 1 + (is32 ? instruction.Immediate : instruction.Offset);
                return Step.Jumped;
            case JumpOperation.Exit:
                if (instruction.UsesSourceRegister || instruction.Immediate != 0 || instruction.Source != 0 || instruction.Destination != 0 || is32)
                    return Reject("BPF_EXIT uses reserved fields");
                if (session.Path.CurrentFrame != 0)
                    return SubprogramCalls.Return(session, _checkpoints) ? Step.Returned : Step.Rejected;
                return ReferenceLeaks.Check(session, "BPF_EXIT instruction in main prog") && ExitChecks.Check(session) ? Step.Finished : Step.Rejected;
            default:
                return Next(BranchTransfer.Apply(session, instruction));
        }
    }

    private Step ApplyCall(in Instruction instruction, bool is32)
    {
        bool isSubprogram = instruction.Source == PseudoCall.Subprogram;
        if (instruction.UsesSourceRegister || instruction.Offset != 0 || (instruction.Source != PseudoCall.Helper && !isSubprogram)
            || instruction.Destination != 0 || is32)
        {
            return Reject("BPF_CALL uses reserved fields");
        }

        bool accepted = isSubprogram
            ? SubprogramCalls.Apply(session, instruction)
            : HelperCalls.Apply(session, _checkpoints, instruction);
        session.Touch(Register.R0);
        return Next(accepted);
    }

    private Step Reject(string message)
    {
        session.Reject(Errno.EINVAL, message, LoadOutcome.Malformed);
        return Step.Rejected;
    }
}

using System.Globalization;
using System.Text.RegularExpressions;
using Nbpf.Isa;
using Nbpf.Verification.Domains;

namespace Nbpf.Verification.Tests.Domains;

/// <summary>
/// Follows the kernel's level-2 log of a program from <see cref="ScalarPrograms"/>, does to our bounds what each instruction
/// does, and compares the path taken and every printed scalar with ours.
/// </summary>
internal sealed partial class ScalarLogReplay
{
    private const string ViolationPrefix = "verifier bug: ";
    private readonly Instruction[] _program;
    private readonly Stack<(int From, int To, ScalarBounds[] Registers)> _pending = new();
    private readonly Queue<string> _violations = new();
    private ScalarBounds[] _registers = new ScalarBounds[Register.Count];
    private bool _alive = true;
    private int _expected;
    private int _executed;

    private ScalarLogReplay(Instruction[] program) => _program = program;

    /// <summary>Number of register texts compared.</summary>
    public int Compared { get; private set; }

    /// <summary>The first difference, or null. <paramref name="compared"/> counts the register texts that were compared.</summary>
    public static string? FindDifference(Instruction[] program, string log, out int compared)
    {
        var replay = new ScalarLogReplay(program);
        string? difference = null;
        foreach (string line in log.Split('\n'))
        {
            difference = replay.Step(line);
            if (difference is not null)
            {
                difference = $"at \"{line}\": {difference}";
                break;
            }
        }

        compared = replay.Compared;
        return difference ?? (replay._alive || replay._pending.Count > 0 ? "the log ends before our paths do" : null);
    }

    /// <summary>True for the lines that the replay reads.</summary>
    public static bool IsRelevant(string line) =>
        line.StartsWith(ViolationPrefix, StringComparison.Ordinal) || PoppedPath().IsMatch(line)
        || InstructionLine().IsMatch(line) || StateLine().IsMatch(line);

    private string? Step(string line)
    {
        if (line.StartsWith(ViolationPrefix, StringComparison.Ordinal))
        {
            string ours = _violations.TryDequeue(out string? violation) ? violation : "nothing";
            return line == ViolationPrefix + ours ? null : $"ours says {ours}";
        }

        if (_violations.TryPeek(out string? missing))
            return $"the kernel does not say {missing}";
        Match pop = PoppedPath().Match(line);
        if (pop.Success)
        {
            if (_alive)
                return $"kernel ended the path, ours continues at {_expected}";
            if (!_pending.TryPop(out var path))
                return "kernel has a pending path that we have not";
            if (Number(pop, 1) != path.From || Number(pop, 2) != path.To)
                return $"our pending path is from {path.From} to {path.To}";
            _registers = path.Registers;
            _expected = path.To;
            _alive = pop.Groups[3].Value != "safe";
            return _alive ? Compare(pop.Groups[3].Value) : null;
        }

        Match instruction = InstructionLine().Match(line);
        if (instruction.Success)
        {
            int index = Number(instruction, 1);
            if (!_alive || index != _expected)
                return _alive ? $"ours continues at {_expected}" : "our path ended";
            Execute(index);
            return Compare(instruction.Groups[2].Value);
        }

        Match state = StateLine().Match(line);
        if (state.Success && (Number(state, 1) == _expected || Number(state, 1) == _executed))
        {
            if (state.Groups[2].Value != "safe")
                return Compare(state.Groups[2].Value);
            _alive = false;
        }

        return null;
    }

    private void Execute(int index)
    {
        Instruction i = _program[index];
        ref ScalarBounds dst = ref _registers[i.Destination];
        _expected = index + 1;
        _executed = index;
        switch (i.Class)
        {
            case InstructionClass.Ldx:
                dst.SetUnknown();
                if (i.MemoryMode == MemoryMode.MemorySignExtend)
                    dst.SignExtendTo64(i.MemorySizeBytes);
                else if (i.MemorySizeBytes < 8)
                    dst.TruncateToSize(i.MemorySizeBytes);
                break;
            case InstructionClass.Alu or InstructionClass.Alu64:
                ScalarBounds source = Source(i);
                if (ScalarTransfer.SplitsAllOnesOrZero(i.AluOperation, dst, source, out bool only32))
                {
                    var other = (ScalarBounds[])_registers.Clone();
                    if (only32)
                    {
                        other[i.Destination].SetSubregConstant(0);
                        dst.SetSubregConstant(uint.MaxValue);
                    }
                    else
                    {
                        other[i.Destination].SetConstant(0);
                        dst.SetConstant(ulong.MaxValue);
                    }

                    _pending.Push((index, index, other));
                }

                ScalarTransfer.Apply(i, ref dst, source);
                break;
            default:
                if (i.IsExit)
                    _alive = false;
                else
                    Branch(index, i);
                break;
        }
    }

    private ScalarBounds Source(in Instruction i) =>
        i.UsesSourceRegister && i.AluOperation != AluOperation.End
            ? _registers[i.Source]
            : ScalarBounds.Constant((ulong)i.Immediate);

    private void Branch(int index, in Instruction i)
    {
        bool is32 = i.Class == InstructionClass.Jmp32;
        int target = index + 1 + i.Offset;
        ScalarBounds constant = ScalarBounds.Constant((ulong)i.Immediate);
        ref ScalarBounds b = ref i.UsesSourceRegister ? ref _registers[i.Source] : ref constant;
        switch (BranchDecision.Decide(i.JumpOperation, is32, _registers[i.Destination], b))
        {
            case BranchOutcome.Always:
                _expected = target;
                return;
            case BranchOutcome.Never:
                return;
        }

        var taken = (ScalarBounds[])_registers.Clone();
        ScalarBounds takenConstant = constant;
        ref ScalarBounds takenB = ref i.UsesSourceRegister ? ref taken[i.Source] : ref takenConstant;
        BranchRefinement.Refine(i.JumpOperation, is32, taken: true, ref taken[i.Destination], ref takenB);
        BranchRefinement.Refine(i.JumpOperation, is32, taken: false, ref _registers[i.Destination], ref b);
        ForgetIfViolated(ref taken[i.Destination], "true_reg1");
        ForgetIfViolated(ref takenB, "true_reg2");
        ForgetIfViolated(ref _registers[i.Destination], "false_reg1");
        ForgetIfViolated(ref b, "false_reg2");
        _pending.Push((index, target, taken));
    }

    private void ForgetIfViolated(ref ScalarBounds bounds, string where)
    {
        if (bounds.FindViolation() is not { } violation)
            return;
        _violations.Enqueue(bounds.DescribeViolation(where, violation));
        bounds.SetRangesUnbounded();
    }

    private string? Compare(string state)
    {
        foreach (Match match in PrintedRegister().Matches(state))
        {
            int register = Number(match, 1);
            if (register is < 6 or > 8)
                continue;
            string kernel = WithoutLink().Replace(match.Groups[2].Value, "").Replace(",)", ")", StringComparison.Ordinal);
            string ours = _registers[register].ToString();
            Compared++;
            if (kernel != ours)
                return $"R{register}: kernel {kernel}, ours {ours}";
        }

        return null;
    }

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^from (\d+) to (\d+): (.*)$")]
    private static partial Regex PoppedPath();

    [GeneratedRegex(@"^(\d+): \([0-9a-f]{2}\) [^;]*(?:; (.*))?$")]
    private static partial Regex InstructionLine();

    [GeneratedRegex(@"^(\d+): (R\d.*|safe)$")]
    private static partial Regex StateLine();

    [GeneratedRegex(@"\bR(\d+)=P?(scalar\((?:[^()]|\([^()]*\))*\)|[^ ]+)")]
    private static partial Regex PrintedRegister();

    [GeneratedRegex(@"(?<=\()id=[0-9+-]+(?:,|(?=\)))")]
    private static partial Regex WithoutLink();
}

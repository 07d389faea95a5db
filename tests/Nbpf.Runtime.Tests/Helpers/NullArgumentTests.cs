using Nbpf.Isa;
using Nbpf.Runtime.Helpers;
using Nbpf.Runtime.ProgramTypes;
using Nbpf.Runtime.Tests.Rewrite;
using Nbpf.Syscall;
using Nbpf.Verification;
using Xunit;

namespace Nbpf.Runtime.Tests.Helpers;

/// <summary>
/// Where an argument may be NULL, the verifier accepts a map value that was not tested, with any size: it is the helper that looks.
/// Linux is not asked: some of its helpers would read address 0.
/// </summary>
public sealed class NullArgumentTests
{
    private const byte R0 = 0, R1 = 1, R2 = 2, R6 = 6, R10 = 10;
    private const short Zeros = -80;
    private const int SizeBytes = 8;

    /// <summary>Every such argument of every helper, on every engine.</summary>
    public static TheoryData<ExecutionEngine, HelperId, int> Arguments
    {
        get
        {
            TheoryData<ExecutionEngine, HelperId, int> data = [];
            foreach (HelperPrototype helper in HelperCatalog.All.Helpers.Select(static helper => helper.Prototype))
            {
                for (int i = 0; i + 1 < helper.Arguments.Length; i++)
                {
                    if (!IsNullable(helper.Arguments[i]) || !IsSize(helper.Arguments[i + 1])) continue;
                    foreach (ExecutionEngine engine in Enum.GetValues<ExecutionEngine>()) data.Add(engine, helper.Id, i);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Arguments))]
    public void Call_NullThatWasNotTestedWithASize_IsEinval(ExecutionEngine engine, HelperId id, int argument) =>
        Assert.Equal(unchecked((uint)-(int)Errno.EINVAL), Run(engine, id, argument, present: false));

    [Theory]
    [MemberData(nameof(Arguments))]
    public void Call_ValueThatWasNotTested_IsRead(ExecutionEngine engine, HelperId id, int argument) =>
        Assert.NotEqual(unchecked((uint)-(int)Errno.EINVAL), Run(engine, id, argument, present: true));

    private static bool IsNullable(HelperArgument argument) => argument.Kind == ArgumentKind.Memory && argument.Traits.HasFlag(ArgumentTraits.MaybeNull);

    private static bool IsSize(HelperArgument argument) => argument.Kind is ArgumentKind.Size or ArgumentKind.SizeOrZero;

    /// <summary>Calls a helper with what a lookup gave as one argument, zeroed stack as other memory, and everything eight bytes long.</summary>
    private static uint Run(ExecutionEngine engine, HelperId id, int argument, bool present)
    {
        using BpfRuntime bpf = new(new BpfRuntimeOptions { CpuCount = 1, Engine = engine });
        int map = bpf.MapCreate(new MapCreateAttributes { Type = MapType.Hash, KeySize = 4, ValueSize = SizeBytes, MaxEntries = 1 }).Value;
        if (present) Assert.Equal(SysResult.Ok, bpf.MapUpdateElem(map, new byte[4], new byte[SizeBytes]));
        List<Instruction> code =
        [
            .. Enumerable.Range(0, 10).Select(static i => Instructions.StoreImm(MemorySize.DoubleWord, R10, (short)(Zeros + (i * 8)), 0)),
            .. Instructions.LoadMapFd(R1, map),
            Instructions.Mov(R2, R10),
            Instructions.Alu64Imm(AluOperation.Add, R2, Zeros),
            Instructions.Call(HelperId.MapLookupElem),
            Instructions.Mov(R6, R0),
        ];
        HelperPrototype helper = HelperCatalog.All.Find((int)id)!;
        for (int i = 0; i < helper.Arguments.Length; i++)
        {
            byte register = (byte)(i + 1);
            if (i == argument)
                code.Add(Instructions.Mov(register, R6));
            else if (helper.Arguments[i].Kind == ArgumentKind.Memory)
                code.AddRange([Instructions.Mov(register, R10), Instructions.Alu64Imm(AluOperation.Add, register, Zeros)]);
            else
                code.Add(Instructions.MovImm(register, IsSize(helper.Arguments[i]) ? SizeBytes : 0));
        }

        code.AddRange([Instructions.Call(id), Instructions.Exit()]);
        ProgramType type = ProgramTypeCatalog.All.First(t => t.AllowsHelper(id, default) && !t.MustSleep).Type;
        int program = ProgramDump.Load(bpf, type, [.. code]);
        ProgTestRunArguments arguments = new() { DataIn = new byte[64] };
        Assert.Equal(SysResult.Ok, bpf.ProgTestRun(program, arguments));
        return arguments.ReturnValue;
    }
}

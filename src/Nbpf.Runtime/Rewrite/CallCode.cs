using System.Diagnostics;
using Nbpf.Isa;
using Nbpf.Runtime.Code;
using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Helpers;
using Nbpf.Runtime.Maps;
using Nbpf.Verification;

namespace Nbpf.Runtime.Rewrite;

/// <summary>
/// Calls of helpers: a lookup in a known map is written out, other operations on a known map call the map type's function, the rest call the
/// helper's function; tail calls stay (do_misc_fixups in Linux 6.18).
/// </summary>
internal sealed class CallCode
{
    private const int LongestLookup = 16;

    private readonly HelperCatalog helpers;
    private readonly KernelFunctionTable functions;
    private readonly ProgramType type;
    private readonly ulong cpuNumberAddress;

    /// <summary>Makes the rewriter of one program's calls.</summary>
    /// <param name="helpers">The helpers.</param>
    /// <param name="functions">The kernel's functions.</param>
    /// <param name="type">The program's type.</param>
    /// <param name="cpuNumberAddress">Per-CPU address of each CPU's number.</param>
    public CallCode(HelperCatalog helpers, KernelFunctionTable functions, ProgramType type, ulong cpuNumberAddress)
    {
        this.helpers = helpers;
        this.functions = functions;
        this.type = type;
        this.cpuNumberAddress = cpuNumberAddress;
    }

    /// <summary>The call of a helper's function.</summary>
    /// <param name="helper">The helper.</param>
    public Instruction CallOf(HelperId helper)
    {
        string name = Find(helper).FunctionNameFor(type);
        KernelFunction function = functions.Find(name) ?? throw new UnreachableException($"helper {helper} has no function {name}");
        return Instructions.Call(function.Number);
    }

    /// <summary>Writes the code in place of a call.</summary>
    /// <param name="call">The call of a helper.</param>
    /// <param name="facts">What was proven of it.</param>
    /// <param name="code">Receives the code.</param>
    public void Write(in Instruction call, in InstructionFacts facts, CodeBuffer code)
    {
        Helper helper = Find((HelperId)call.Immediate);
        if (helper.Prototype.IsTailCall)
        {
            code.Add(call);
            return;
        }

        if (helper.TryWriteInline(cpuNumberAddress, code))
        {
            return;
        }

        if (facts.Map is IProgramMap map && !facts.HasSeveralMaps && TryWriteMapOperation(helper.Prototype.Id, map, code))
        {
            return;
        }

        code.Add(CallOf(helper.Prototype.Id));
    }

    private static bool TryWriteMapOperation(HelperId helper, IProgramMap map, CodeBuffer code)
    {
        if (helper == HelperId.MapLookupElem)
        {
            Span<Instruction> lookup = stackalloc Instruction[LongestLookup];
            int count = map.EmitLookup(lookup);
            foreach (Instruction instruction in lookup[..count])
            {
                code.Add(instruction);
            }

            if (count > 0)
            {
                return true;
            }
        }

        if (map.FunctionFor(helper) is not { } function)
        {
            return false;
        }

        code.Add(Instructions.Call(function.Number));
        return true;
    }

    private Helper Find(HelperId helper) =>
        helpers.FindHelper((int)helper) ?? throw new UnreachableException($"the verifier accepted a call of helper {helper}, which does not exist");
}

using System.Globalization;
using Nbpf.Isa;

namespace Nbpf.Verification.Session;

/// <summary>Names in the log's disassembly: maps print as their addresses.</summary>
internal sealed class ProgramSymbols(VerificationSession session) : DisassemblySymbols
{
    /// <inheritdoc/>
    public override string CallTarget(in Instruction call, int index) =>
        call.IsHelperCall && session.Request.Helpers.Find(call.Immediate) is { } helper
            ? string.Create(CultureInfo.InvariantCulture, $"{helper.Name}#{call.Immediate}")
            : base.CallTarget(call, index);

    /// <inheritdoc/>
    public override string Immediate64(in Instruction first, ulong value, int index)
    {
        int map = session.Annotations[index].MapPlusOne;
        if (map != 0)
            value = session.Maps[map - 1].DisplayAddress + session.MapValueOffsets.GetValueOrDefault(index);
        return base.Immediate64(first, value, index);
    }
}

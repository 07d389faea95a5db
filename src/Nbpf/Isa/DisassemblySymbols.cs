using System.Globalization;

namespace Nbpf.Isa;

/// <summary>How a <see cref="Disassembler"/> names what numbers in instructions stand for. The defaults are those of the verifier's log.</summary>
public abstract class DisassemblySymbols
{
    /// <summary>The verifier log's names: <c>bpf_map_lookup_elem#1</c>, <c>pc+1</c>, <c>0x…</c>.</summary>
    public static DisassemblySymbols KernelLog { get; } = new KernelLogSymbols();

    /// <summary>Names that <see cref="Assembler"/> reads back into the same instruction: <c>map_fd 3 ll</c>, <c>function pc+2 ll</c>.</summary>
    public static DisassemblySymbols Assembly { get; } = new AssemblySymbols();

    /// <summary>What follows <c>call </c>.</summary>
    /// <param name="call">The call instruction.</param>
    /// <param name="index">Its slot index in the program.</param>
    /// <returns><c>bpf_NAME#NUMBER</c> for helpers, <c>pc+K</c> for subprograms, <c>kernel-function#ID</c> for kernel functions.</returns>
    public virtual string CallTarget(in Instruction call, int index) => call.Source switch
    {
        PseudoCall.Subprogram => string.Create(CultureInfo.InvariantCulture, $"pc{call.Immediate:+0;-0;+0}"),
        PseudoCall.KernelFunction => string.Create(CultureInfo.InvariantCulture, $"kernel-function#{call.Immediate}"),
        PseudoCall.Helper => string.Create(CultureInfo.InvariantCulture, $"{HelperNames.KernelName(call.Immediate)}#{call.Immediate}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"unknown#{call.Immediate}"),
    };

    /// <summary>What a 64-bit immediate load puts into its register.</summary>
    /// <param name="first">The first slot.</param>
    /// <param name="value">The 64-bit immediate.</param>
    /// <param name="index">Slot index of the first slot.</param>
    /// <returns><c>0x…</c></returns>
    public virtual string Immediate64(in Instruction first, ulong value, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"0x{value:x}");

    private sealed class KernelLogSymbols : DisassemblySymbols;

    private sealed class AssemblySymbols : DisassemblySymbols
    {
        public override string Immediate64(in Instruction first, ulong value, int index)
        {
            int low = (int)value;
            int high = (int)(value >> 32);
            return first.Source switch
            {
                PseudoImmediate.MapFd => string.Create(CultureInfo.InvariantCulture, $"map_fd {low} ll"),
                PseudoImmediate.MapValue => string.Create(CultureInfo.InvariantCulture, $"map_value {low} + {high} ll"),
                PseudoImmediate.BtfId => string.Create(CultureInfo.InvariantCulture, $"btf_id {low} + {high} ll"),
                PseudoImmediate.Function => string.Create(CultureInfo.InvariantCulture, $"function pc{low:+0;-0;+0} ll"),
                PseudoImmediate.MapIndex => string.Create(CultureInfo.InvariantCulture, $"map_idx {low} ll"),
                PseudoImmediate.MapIndexValue => string.Create(CultureInfo.InvariantCulture, $"map_idx_value {low} + {high} ll"),
                _ => string.Create(CultureInfo.InvariantCulture, $"0x{value:x} ll"),
            };
        }
    }
}

using System.Buffers.Binary;
using Nbpf.CoRe;
using Nbpf.Fuzz.Boundary;
using Nbpf.Tests.Fuzz;

namespace Nbpf.Fuzz.Targets;

/// <summary>
/// CO-RE relocations with hostile types on either side. An input is the length of the program's types (16 bits), of its records (16 bits), the types,
/// the records, and the target's types.
/// </summary>
internal sealed class CoreTarget : FuzzTarget
{
    private const int HeaderBytes = 4;

    public override string Name => "core";

    public override IReadOnlyList<byte[]> Seeds { get; } = Make();

    public override int InputsInTest => 8_000;

    public override bool Run(byte[] input, bool isThorough)
    {
        if (input.Length < HeaderBytes) return false;
        int typeLength = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(input), input.Length - HeaderBytes);
        int recordLength = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(input.AsSpan(2)), input.Length - HeaderBytes - typeLength);
        byte[] types = input[HeaderBytes..(HeaderBytes + typeLength)], records = input[(HeaderBytes + typeLength)..(HeaderBytes + typeLength + recordLength)];
        byte[] target = input[(HeaderBytes + typeLength + recordLength)..];
        bool isResolved = false;
        return ReaderRule.Holds(input, _ => isResolved = Relocate(types, records, target)) && isResolved;
    }

    private static bool Relocate(byte[] types, byte[] records, byte[] target)
    {
        Btf local = Btf.Parse(types);
        CoreRelocator relocator = new(local, new Nbpf.CoRe.CoreTarget(Btf.Parse(target)));
        bool isResolved = false;
        foreach (BtfCoreRelocation relocation in BtfExt.Parse(records, local).CoreRelocations.Values.SelectMany(static section => section))
        {
            isResolved |= relocator.TryResolve(relocation, out _, out string reason);
            if (reason.Contains('\n', StringComparison.Ordinal)) throw new FuzzFaultException($"a reason of several lines: {reason}");
            CoreRelocator.Describe(local, relocation);
        }
        return isResolved;
    }

    private static List<byte[]> Make()
    {
        byte[] file = SeedFiles.Objects().First(static file => file.Name == "core.o").Bytes;
        byte[] types = SeedFiles.Section(file, ".BTF"), records = SeedFiles.Section(file, ".BTF.ext");
        byte[] header = new byte[HeaderBytes];
        BinaryPrimitives.WriteUInt16LittleEndian(header, (ushort)types.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(2), (ushort)records.Length);
        return [.. new[] { types, Testing.EveryKind.Types().Bytes.ToArray() }.Select(target => (byte[])[.. header, .. types, .. records, .. target])];
    }
}

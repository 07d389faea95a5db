using System.Buffers.Binary;
using Nbpf.Runtime;
using Nbpf.Syscall;
using Nbpf.Testing;
using Xunit;

namespace Nbpf.Differential.Types;

/// <summary>Types that are not as compilers make them: both kernels take or refuse the same.</summary>
public sealed class BtfLoadTests
{
    private const int HeaderBytes = 24;

    private static readonly byte[] Letters = [0, (byte)' ', (byte)'\n', (byte)'\x1b', (byte)'.', (byte)'0', (byte)'a', (byte)'_', (byte)'-', 0x7f, 0xc3];

    private static readonly string[] Unreadable = ["an integer of", "reserved bits of the integer encoding", "Float has no name", "(Const): refers to type", "(TypeTag): refers to type"];

    [Fact]
    public void Load_OfEveryByteOfNamesChanged_AgreesWithLinux()
    {
        byte[] types = EveryKind.Types().Bytes.ToArray();
        int strings = HeaderBytes + BinaryPrimitives.ReadInt32LittleEndian(types.AsSpan(16));
        Compare(Enumerable.Range(strings + 1, types.Length - strings - 2).SelectMany(at => Letters.Select(letter =>
        {
            byte[] changed = (byte[])types.Clone();
            changed[at] = letter;
            return ($"byte {at - strings} of the strings is 0x{letter:x2}", changed);
        })));
    }

    [Fact]
    public void Load_OfEveryWordChanged_AgreesWithLinux()
    {
        byte[] types = EveryKind.Types().Bytes.ToArray();
        Compare(Words(types).SelectMany(at => Values(types, at).Select(value =>
        {
            byte[] changed = (byte[])types.Clone();
            BinaryPrimitives.WriteUInt32LittleEndian(changed.AsSpan(at), value);
            return ($"word at {at - HeaderBytes} is 0x{value:x}", changed);
        })));
    }

    private static IEnumerable<int> Words(byte[] types) =>
        Enumerable.Range(0, BinaryPrimitives.ReadInt32LittleEndian(types.AsSpan(12)) / sizeof(uint)).Select(static word => HeaderBytes + (word * sizeof(uint)));

    // Every id and small number; what stands there with each bit turned; sizes at their limits.
    private static IEnumerable<uint> Values(byte[] types, int at)
    {
        uint word = BinaryPrimitives.ReadUInt32LittleEndian(types.AsSpan(at));
        return Enumerable.Range(0, 72).Select(static small => (uint)small)
            .Concat(Enumerable.Range(0, 32).Select(bit => word ^ (1u << bit)))
            .Concat<uint>([word - 1, word + 1, 0x000fffff, 0x00100000, uint.MaxValue, int.MaxValue, 128, 256, 512, 513]);
    }

    // Linux compares a variable with its place only where it met the variable before.
    private static bool IsLargeVariableBehindItsSection(byte[] types) => Btf.Parse(types) is { } btf && btf.Types.Any(section =>
        section.SectionVariables.Any(variable => variable.TypeId > section.Id && btf.TryGetSize(variable.TypeId, out uint size) && size > variable.Size));

    // What docs/parity.md lists: circles and unknown encodings have errnos of their own in Linux, and some shapes cannot be read here at all.
    private static bool IsListed(byte[] types, Errno theirs, Errno ours)
    {
        if (ours != Errno.EINVAL) return false;
        string why = WhyUnreadable(types);
        return theirs switch
        {
            Errno.EEXIST => true,
            Errno.ENOTSUPP => why.Contains("integer encoding", StringComparison.Ordinal),
            Errno.None => Unreadable.Any(shape => why.Contains(shape, StringComparison.Ordinal)) || IsLargeVariableBehindItsSection(types),
            _ => false,
        };
    }

    private static string WhyUnreadable(byte[] types)
    {
        try
        {
            Btf.Parse(types);
            return "";
        }
        catch (BpfFormatException unreadable)
        {
            return unreadable.Message;
        }
    }

    private static void Compare(IEnumerable<(string What, byte[] Types)> cases)
    {
        Assert.SkipUnless(LinuxOracle.IsReference(out string reason), reason);
        using IBpf linux = LinuxOracle.Open();
        using BpfRuntime runtime = new();
        List<string> different = [];
        int accepted = 0;
        byte[] log = new byte[1 << 16];
        foreach ((string what, byte[] types) in cases)
        {
            SysResult theirs = linux.BtfLoad(types, 1, log, out _);
            string said = System.Text.Encoding.UTF8.GetString(log, 0, Math.Max(0, Array.IndexOf(log, (byte)0)));
            SysResult ours = runtime.BtfLoad(types, 0, [], out _);
            if (theirs.Errno != ours.Errno && !IsListed(types, theirs.Errno, ours.Errno)) different.Add($"{what}: Linux {theirs.Errno}, in process {ours.Errno}; {said.Split('\n').LastOrDefault(static line => line.Length > 0)}");
            if (!theirs.IsError)
            {
                accepted++;
                linux.Close(theirs.Value);
            }

            if (!ours.IsError) runtime.Close(ours.Value);
        }

        Assert.True(different.Count == 0, $"{different.Count} differences:\n{string.Join('\n', different.Take(40))}");
        Assert.NotEqual(0, accepted);
    }
}

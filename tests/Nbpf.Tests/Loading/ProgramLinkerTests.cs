using Nbpf.Isa;
using Xunit;

namespace Nbpf.Tests.LoadingOfObjects;

/// <summary>How large programs may become when what they call is put behind them, one step either side of each limit.</summary>
public sealed class ProgramLinkerTests
{
    private const int MaxInstructions = 1_000_000, MaxFunctions = 256, MaxInstructionsOfObject = 8_000_000;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Read_ProgramOfMostInstructions_IsTakenAndOneMoreRefused(int more)
    {
        var code = new CodeObject();
        int part = code.Add(".text", "part", Code(MaxInstructions - 3));
        code.Add("xdp", "whole", Code(3 + more), (0, part));

        if (more == 0)
        {
            ProgramSpec program = code.Read().Program("whole");
            Assert.Equal((MaxInstructions, 2), (program.Instructions.Length, program.Instructions[0].Immediate));
            return;
        }
        AssertRefused("program 'whole', function 'part': more than 1000000 instructions", code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Read_ProgramOfMostFunctions_IsTakenAndOneMoreRefused(int more)
    {
        var code = new CodeObject();
        int count = MaxFunctions - 1 + more;
        (int, int)[] calls = [.. Enumerable.Range(0, count).Select(i => (i, code.Add($".text.{i}", $"f{i}", [CodeObject.Exit])))];
        code.Add("xdp", "whole", Code(count + 1), calls);

        if (more == 0) Assert.Equal(MaxFunctions + MaxFunctions - 1, code.Read().Program("whole").Instructions.Length);
        else AssertRefused("program 'whole', function 'f255': more than 256 functions", code);
    }

    /// <summary>A part that many programs share is put behind each.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Read_ObjectOfMostInstructions_IsTakenAndOneMoreRefused(int more)
    {
        const int Programs = MaxInstructionsOfObject / MaxInstructions;
        var code = new CodeObject();
        int part = code.Add(".text", "part", Code(MaxInstructions - 2));
        for (int i = 0; i < Programs; i++) code.Add("xdp", $"p{i}", Code(2), (0, part));
        for (int i = 0; i < more; i++) code.Add("xdp", "last", [CodeObject.Exit]);

        if (more == 0) Assert.Equal(MaxInstructionsOfObject, code.Read().Programs.Sum(static program => program.Instructions.Length));
        else AssertRefused("program 'last', function 'last': the object's programs have more than 8000000 instructions together", code);
    }

    /// <summary>So are the source lines of the part, of which hostile objects may have many for one instruction.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Read_ObjectOfMostRecords_IsTakenAndOneMoreRefused(int more)
    {
        const int Programs = 100, InstructionsOfEach = 3, Last = 100;
        const int Lines = (MaxInstructionsOfObject - (Programs * InstructionsOfEach) - Last) / Programs;
        var code = new CodeObject();
        int part = code.Add(".text", "part", [CodeObject.Exit]);
        for (int i = 0; i < Programs; i++) code.Add("xdp", $"p{i}", Code(2), (0, part));
        code.Add("xdp", "last", Code(Last + more));
        var types = new BtfBuilder();
        uint section = types.AddString(".text");
        code.AddData(".BTF", types.ToBytes());
        code.AddData(".BTF.ext", ExtOfLines(section, Lines));

        if (more == 0) Assert.Equal(Programs + 1, code.Read().Programs.Length);
        else AssertRefused("program 'last', function 'last': the object's programs have more than 8000000 instructions together", code);
    }

    private static byte[] ExtOfLines(uint section, int count)
    {
        const uint RecordSize = 16;
        uint length = 12 + ((uint)count * RecordSize);
        uint[] head = [0x0001_eb9f, 24, 0, 0, 0, length, RecordSize, section, (uint)count];
        var bytes = new byte[24 + length];
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(head.AsSpan()).CopyTo(bytes);
        return bytes;
    }

    private static void AssertRefused(string message, CodeObject code)
    {
        BpfFormatException error = Assert.Throws<BpfFormatException>(() => code.Read());
        Assert.Equal($"code.o: {message} (at offset 0x{error.Offset:x})", error.Message);
    }

    private static Instruction[] Code(int count)
    {
        var code = new Instruction[count];
        Array.Fill(code, CodeObject.Nothing);
        code[^1] = CodeObject.Exit;
        return code;
    }
}

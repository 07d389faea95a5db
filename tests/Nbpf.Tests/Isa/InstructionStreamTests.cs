using CsCheck;
using Nbpf.Isa;
using Xunit;

namespace Nbpf.Tests.Isa;

public sealed class InstructionStreamTests
{
    [Fact]
    public void Encode_EveryOpcodeAndRegisterPair_DecodesToTheSame()
    {
        Gen.Select(Gen.Short, Gen.Int).Sample((offset, immediate) =>
        {
            Span<byte> bytes = stackalloc byte[Instruction.SizeBytes];
            for (int bits = 0; bits < 1 << 16; bits++)
            {
                Instruction instruction = new((byte)bits, (byte)((bits >> 8) & 15), (byte)(bits >> 12), offset, immediate);
                instruction.Write(bytes);
                if (bytes[0] != (byte)bits || bytes[1] != bits >> 8 || Instruction.Read(bytes) != instruction) return false;
            }

            return true;
        }, iter: 20, threads: 1);
    }

    [Fact]
    public void Encode_AnyProgram_DecodesToTheSame()
    {
        Gen<Instruction> plain = Gen.Select(Gen.Byte.Where(o => o != Opcodes.LoadImmediate64), Gen.Byte[0, 15], Gen.Byte[0, 15], Gen.Short, Gen.Int, (o, d, s, f, i) => new Instruction(o, d, s, f, i));
        plain.Array[0, 100].Sample(program => Assert.Equal(program, InstructionStream.Decode(InstructionStream.Encode(program))));
    }

    [Fact]
    public void Encode_Store_IsLittleEndian()
    {
        byte[] bytes = InstructionStream.Encode([Instructions.StoreImm(MemorySize.DoubleWord, 10, -8, 0x01020304)]);
        Assert.Equal([0x7a, 0x0a, 0xf8, 0xff, 0x04, 0x03, 0x02, 0x01], bytes);
    }

    [Theory]
    [InlineData(7, 0)]
    [InlineData(9, 8)]
    [InlineData(31, 24)]
    public void Decode_PartOfASlot_NamesItsOffset(int length, long offset)
    {
        BpfFormatException error = Assert.Throws<BpfFormatException>(() => InstructionStream.Decode(new byte[length]));
        Assert.Equal(offset, error.Offset);
    }

    [Fact]
    public void Decode_WideLoadAtTheEnd_NamesItsOffset()
    {
        byte[] bytes = InstructionStream.Encode([Instructions.Exit(), Instructions.LoadImm64(1, 5UL)[0]]);
        Assert.Equal(8, Assert.Throws<BpfFormatException>(() => InstructionStream.Decode(bytes)).Offset);
    }

    [Fact]
    public void Decode_WideLoadWithOrdinarySecondSlot_NamesItsOffset()
    {
        byte[] bytes = InstructionStream.Encode([Instructions.LoadImm64(1, 5UL)[0], Instructions.Exit()]);
        Assert.Equal(8, Assert.Throws<BpfFormatException>(() => InstructionStream.Decode(bytes)).Offset);
    }
}

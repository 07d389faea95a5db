using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Nbpf.Fuzz.Boundary;
using Nbpf.Isa;
using Nbpf.Runtime;
using Nbpf.Syscall;

namespace Nbpf.Fuzz.Targets;

/// <summary>
/// Programs as bare instructions, with maps of several types at file descriptors 3 to 8. What is accepted runs in the checked interpreter, which
/// refuses every wild access, and compiled where there is time. An input is the program type's index, flags, an attach type, a free byte, then
/// instructions of 8 bytes.
/// </summary>
internal sealed class InstructionTarget : FuzzTarget, IDisposable
{
    private const int HeaderBytes = 4;
    private const int ProgramsPerKernel = 2_000;

    private static readonly ProgramType[] Types = [ProgramType.Xdp, ProgramType.SchedCls, ProgramType.SocketFilter, ProgramType.RawTracepoint, ProgramType.Syscall, ProgramType.SchedAct];

    private Machine? machine;

    public override string Name => "instructions";

    public override IReadOnlyList<byte[]> Seeds { get; } = [.. InstructionSeeds.Programs.Select(static (text, index) => Encode(index, text))];

    public override int InputsInTest => 2_000;

    public override bool Run(byte[] input, bool isThorough)
    {
        if (machine is null || machine.Count >= ProgramsPerKernel)
        {
            machine?.Dispose();
            machine = new Machine();
        }

        return machine.Run(input, isThorough);
    }

    // Fields of one instruction, instructions of another program, and bytes: most programs would be malformed by bytes alone.
    public override byte[] Mutate(byte[] input, byte[] other, ulong seed)
    {
        Random random = new((int)(seed ^ (seed >> 32)));
        List<ulong> code = [.. Words(input)];
        if (code.Count == 0 || random.Next(8) == 0) return base.Mutate(input, other, seed);
        ulong[] others = [.. Words(other)];
        for (int step = random.Next(4); step >= 0; step--)
        {
            int at = random.Next(code.Count);
            switch (random.Next(9))
            {
                case 0:
                    code[at] = (code[at] & ~0xfful) | InstructionSeeds.Opcodes[random.Next(InstructionSeeds.Opcodes.Length)];
                    break;
                case 1:
                    code[at] = (code[at] & ~0xf00ul) | (ulong)random.Next(11) << 8;
                    break;
                case 2:
                    code[at] = (code[at] & ~0xf000ul) | (ulong)random.Next(11) << 12;
                    break;
                case 3:
                    code[at] = (code[at] & ~0xffff_0000ul) | (ulong)(ushort)InstructionSeeds.Offsets[random.Next(InstructionSeeds.Offsets.Length)] << 16;
                    break;
                case 4:
                    code[at] = (code[at] & 0xffff_fffful) | (ulong)(uint)InstructionSeeds.Immediates[random.Next(InstructionSeeds.Immediates.Length)] << 32;
                    break;
                case 5:
                    code.Insert(at, code[random.Next(code.Count)]);
                    break;
                case 6 when code.Count > 2:
                    code.RemoveAt(at);
                    break;
                case 7 when others.Length > 0:
                    code.Insert(at, others[random.Next(others.Length)]);
                    break;
                default:
                    code[at] ^= 1ul << random.Next(64);
                    break;
            }
        }

        byte[] header = [.. input.AsSpan(0, HeaderBytes)];
        if (random.Next(6) == 0) header[random.Next(HeaderBytes)] = (byte)random.Next(256);
        return [.. header, .. MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(code))];
    }

    public void Dispose() => machine?.Dispose();

    private static ulong[] Words(byte[] input) => input.Length <= HeaderBytes ? [] : [.. MemoryMarshal.Cast<byte, ulong>(input.AsSpan(HeaderBytes))];

    private static byte[] Encode(int index, (ProgramType Type, string Text) program)
    {
        Instruction[] code = Assembler.Assemble(program.Text);
        byte[] input = new byte[HeaderBytes + code.Length * Instruction.SizeBytes];
        input[0] = (byte)Array.IndexOf(Types, program.Type);
        input[3] = (byte)index;
        for (int i = 0; i < code.Length; i++) code[i].Write(input.AsSpan(HeaderBytes + i * Instruction.SizeBytes));
        return input;
    }

    /// <summary>Two kernels with the same maps.</summary>
    private sealed class Machine : IDisposable
    {
        private readonly GuardedKernel checkedKernel = Make(ExecutionEngine.CheckedInterpreter), compiling = Make(ExecutionEngine.Jit);
        private const int BtfFd = 9;

        public int Count { get; private set; }

        public bool Run(byte[] input, bool isThorough)
        {
            Count++;
            if (input.Length < HeaderBytes) return false;
            ProgramType type = Types[input[0] % Types.Length];
            Instruction[] code = [.. Enumerable.Range(0, (input.Length - HeaderBytes) / Instruction.SizeBytes).Select(i => Instruction.Read(input.AsSpan(HeaderBytes + i * Instruction.SizeBytes)))];
            ProgLoadAttributes attributes = new()
            {
                Type = type,
                Flags = type == ProgramType.Syscall ? ProgramFlags.Sleepable : (ProgramFlags)(input[1] < 224 ? 0 : input[1] & 0x4f),
                ExpectedAttachType = (AttachType)(input[2] < 224 ? 0 : input[2] & 0x3f),
                License = "GPL",
                Instructions = code,
                BtfFd = BtfFd,
                FuncInfo = InstructionDebugInfo.Functions(code),
            };
            bool isAccepted = Run(checkedKernel, attributes);
            if (isAccepted && isThorough) Run(compiling, attributes);
            return isAccepted;
        }

        public void Dispose()
        {
            checkedKernel.Dispose();
            compiling.Dispose();
        }

        private static bool Run(GuardedKernel kernel, ProgLoadAttributes attributes)
        {
            SysResult program = kernel.ProgLoad(attributes, [], out _);
            if (program.IsError) return false;
            byte[] data = new byte[64];
            BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(12), 0x800);
            bool hasPacket = attributes.Type is not (ProgramType.RawTracepoint or ProgramType.Syscall);
            ProgTestRunArguments run = hasPacket ? new() { DataIn = data, DataOut = new byte[4096], Repeat = 2 } : new() { ContextIn = data };
            kernel.ProgTestRun(program.Value, run);
            kernel.ProgGetInfo(program.Value, out _);
            kernel.Close(program.Value);
            return true;
        }

        private static GuardedKernel Make(ExecutionEngine engine)
        {
            GuardedKernel kernel = new(new BpfRuntime(new BpfRuntimeOptions { CpuCount = 2, MemoryLimitBytes = 1 << 24, Engine = engine }));
            foreach ((MapType type, uint value, uint entries, MapFlags flags) in ((MapType, uint, uint, MapFlags)[])
            [
                (MapType.Array, 16, 4, MapFlags.None), (MapType.Hash, 16, 4, MapFlags.None), (MapType.RingBuf, 0, 4096, MapFlags.None),
                (MapType.PerCpuArray, 8, 2, MapFlags.None), (MapType.ProgramArray, 4, 2, MapFlags.None), (MapType.ArrayOfMaps, 4, 2, MapFlags.None),
            ])
            {
                MapCreateAttributes attributes = new() { Type = type, KeySize = type == MapType.RingBuf ? 0u : 4, ValueSize = value, MaxEntries = entries, Flags = flags, InnerMapFd = type == MapType.ArrayOfMaps ? 3 : 0 };
                if (kernel.MapCreate(attributes).IsError) throw new FuzzFaultException($"no map of type {type}");
            }
            kernel.MapUpdateElem(8, new byte[4], BitConverter.GetBytes(3));
            if (kernel.BtfLoad(InstructionDebugInfo.Types, 0, [], out _).Value != BtfFd) throw new FuzzFaultException("no BTF");
            return kernel;
        }
    }
}

using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Maps;
using Nbpf.Runtime.Objects;
using Nbpf.Syscall;
using Xunit;

namespace Nbpf.Runtime.Tests.Maps;

public sealed unsafe class ProgramArrayTests
{
    [Fact]
    public void Update_Program_SlotHoldsItsTarget()
    {
        using Kernel kernel = new();
        int array = kernel.Map(MapType.ProgramArray, value: 4);
        int program = Program(kernel, ProgramType.Xdp, out FakeProgram target);
        Assert.Equal(Errno.None, kernel.Update(array, 1u, program).Errno);
        kernel.Bpf.Services.Objects.Find(array, out KernelMap? map, out _);
        Assert.Equal((ulong)target.NativeTarget, ((ulong*)((byte*)map!.Header + MapHeader.ArrayValuesOffset))[1]);
        Assert.Equal(Errno.None, kernel.Lookup(array, 1u, out uint id).Errno);
        Assert.Equal(target.Id, id);
        Assert.Equal(Errno.None, kernel.Delete(array, 1u).Errno);
        Assert.Equal(0UL, ((ulong*)((byte*)map.Header + MapHeader.ArrayValuesOffset))[1]);
        Assert.Equal(Errno.ENOENT, kernel.Delete(array, 1u).Errno);
    }

    [Fact]
    public void Update_ProgramOfOtherType_IsEINVAL()
    {
        using Kernel kernel = new();
        int array = kernel.Map(MapType.ProgramArray, value: 4);
        Assert.Equal(Errno.None, kernel.Update(array, 0u, Program(kernel, ProgramType.Xdp, out _)).Errno);
        Assert.Equal(Errno.EINVAL, kernel.Update(array, 1u, Program(kernel, ProgramType.SocketFilter, out _)).Errno);
        Assert.Equal(Errno.EINVAL, kernel.Update(array, 1u, array).Errno);
    }

    [Fact]
    public void Close_LastDescriptor_DropsThePrograms()
    {
        using Kernel kernel = new();
        int array = kernel.Map(MapType.ProgramArray, value: 4);
        int program = Program(kernel, ProgramType.Xdp, out FakeProgram target);
        kernel.Bpf.Services.Objects.Find(array, out KernelMap? map, out _);
        map!.Get(); // as a program that uses the array does
        kernel.Update(array, 0u, program);
        kernel.Bpf.Close(program);
        Assert.False(target.IsReleased);
        kernel.Bpf.Close(array);
        kernel.Bpf.Services.GracePeriods.Synchronize();
        Assert.True(target.IsReleased);
        map.Put();
    }

    private static int Program(Kernel kernel, ProgramType type, out FakeProgram program)
    {
        program = new FakeProgram(kernel.Bpf.Services, type);
        return kernel.Bpf.Services.Objects.Admit(program).Value;
    }

    private sealed class FakeProgram(KernelServices kernel, ProgramType type) : KernelObject(kernel.Objects), ITailCallTarget
    {
        public override BpfObjectKind Kind => BpfObjectKind.Program;

        public TailCallTarget* NativeTarget { get; } = (TailCallTarget*)kernel.Heap.TryAllocate((ulong)sizeof(TailCallTarget));

        public TailCallSignature Signature => new(type, default, false);

        public bool IsReleased { get; private set; }

        protected override void Release()
        {
            IsReleased = true;
            kernel.Heap.Free(NativeTarget);
        }
    }
}

using System.Reflection;
using System.Reflection.Emit;
using Nbpf.Isa;
using Nbpf.Runtime.Execution;

namespace Nbpf.Runtime.Compile;

/// <summary>Emits stores and atomic operations.</summary>
/// <param name="values">Where operands come from and results go.</param>
internal sealed class StoreEmitter(ValueEmitter values)
{
    private readonly ILGenerator il = values.Il;

    /// <summary>Emits a store of a register or an immediate.</summary>
    /// <param name="instruction">The store.</param>
    public void EmitStore(in Instruction instruction)
    {
        values.PushAddress(values.NodeOf(instruction.Destination), instruction.Offset);
        bool isWide = instruction.MemorySize == MemorySize.DoubleWord;
        if (instruction.Class == InstructionClass.St)
        {
            if (isWide) values.PushConstant((ulong)instruction.Immediate);
            else il.Emit(OpCodes.Ldc_I4, instruction.Immediate);
        }
        else if (isWide)
        {
            values.Push64(values.NodeOf(instruction.Source));
        }
        else
        {
            values.Push32(values.NodeOf(instruction.Source));
        }

        values.ComputeLoads();
        if (instruction.MemorySize != MemorySize.Byte) il.Emit(OpCodes.Unaligned, (byte)1);
        il.Emit(instruction.MemorySize switch
        {
            MemorySize.Byte => OpCodes.Stind_I1,
            MemorySize.HalfWord => OpCodes.Stind_I2,
            MemorySize.Word => OpCodes.Stind_I4,
            _ => OpCodes.Stind_I8,
        });
    }

    /// <summary>Emits an atomic operation.</summary>
    /// <param name="index">Its slot.</param>
    /// <param name="instruction">The operation.</param>
    public void EmitAtomic(int index, in Instruction instruction)
    {
        AtomicOperation operation = (AtomicOperation)instruction.Immediate;
        if (operation == AtomicOperation.LoadAcquire)
        {
            EmitLoadAcquire(index, instruction);
            return;
        }

        values.PushAddress(values.NodeOf(instruction.Destination), instruction.Offset);
        if (operation == AtomicOperation.StoreRelease)
        {
            values.Push64(values.NodeOf(instruction.Source));
            values.ComputeLoads();
            il.Emit(OpCodes.Call, StoreRelease(instruction.MemorySize));
            return;
        }

        bool isNarrow = instruction.MemorySize == MemorySize.Word;
        Push(instruction.Source, isNarrow);
        if (operation == AtomicOperation.CompareExchange) Push(Register.R0, isNarrow);
        values.ComputeLoads();
        if (operation == AtomicOperation.Add)
        {
            il.Emit(OpCodes.Call, isNarrow ? ((Action<ulong, uint>)AtomicMemory.Increase32).Method : ((Action<ulong, ulong>)AtomicMemory.Increase64).Method);
            return;
        }

        il.Emit(OpCodes.Call, Method(index, instruction, operation, isNarrow));
        bool fetches = (instruction.Immediate & (int)AtomicOperation.Fetch) != 0;
        if (fetches) values.Store(index, isNarrow);
        else il.Emit(OpCodes.Pop);
    }

    private void Push(int register, bool isNarrow)
    {
        if (isNarrow) values.Push32(values.NodeOf(register));
        else values.Push64(values.NodeOf(register));
    }

    private void EmitLoadAcquire(int index, in Instruction instruction)
    {
        values.PushAddress(values.NodeOf(instruction.Source), instruction.Offset);
        values.ComputeLoads();
        Func<ulong, ulong> method = instruction.MemorySize switch
        {
            MemorySize.Byte => AtomicMemory.LoadAcquire8,
            MemorySize.HalfWord => AtomicMemory.LoadAcquire16,
            MemorySize.Word => AtomicMemory.LoadAcquire32,
            _ => AtomicMemory.LoadAcquire64,
        };
        il.Emit(OpCodes.Call, method.Method);
        values.Store(index, isNarrow: false);
    }

    private static MethodInfo StoreRelease(MemorySize size)
    {
        Action<ulong, ulong> method = size switch
        {
            MemorySize.Byte => AtomicMemory.StoreRelease8,
            MemorySize.HalfWord => AtomicMemory.StoreRelease16,
            MemorySize.Word => AtomicMemory.StoreRelease32,
            _ => AtomicMemory.StoreRelease64,
        };
        return method.Method;
    }

    private static MethodInfo Method(int index, in Instruction instruction, AtomicOperation operation, bool isNarrow)
    {
        if (operation == AtomicOperation.CompareExchange)
            return isNarrow ? ((Func<ulong, uint, uint, uint>)AtomicMemory.CompareExchange32).Method : ((Func<ulong, ulong, ulong, ulong>)AtomicMemory.CompareExchange64).Method;
        return isNarrow ? Method32(index, instruction, operation) : Method64(index, instruction, operation);
    }

    private static MethodInfo Method32(int index, in Instruction instruction, AtomicOperation operation)
    {
        Func<ulong, uint, uint> method = operation == AtomicOperation.Exchange ? AtomicMemory.Exchange32 : (operation & ~AtomicOperation.Fetch) switch
        {
            AtomicOperation.Add => AtomicMemory.Add32,
            AtomicOperation.Or => AtomicMemory.Or32,
            AtomicOperation.And => AtomicMemory.And32,
            AtomicOperation.Xor => AtomicMemory.Xor32,
            _ => throw XlatedForm.Unsupported(index, instruction),
        };
        return method.Method;
    }

    private static MethodInfo Method64(int index, in Instruction instruction, AtomicOperation operation)
    {
        Func<ulong, ulong, ulong> method = operation == AtomicOperation.Exchange ? AtomicMemory.Exchange64 : (operation & ~AtomicOperation.Fetch) switch
        {
            AtomicOperation.Add => AtomicMemory.Add64,
            AtomicOperation.Or => AtomicMemory.Or64,
            AtomicOperation.And => AtomicMemory.And64,
            AtomicOperation.Xor => AtomicMemory.Xor64,
            _ => throw XlatedForm.Unsupported(index, instruction),
        };
        return method.Method;
    }
}

using System.Runtime.InteropServices;
using Nbpf.Runtime.Interleaving;
using Nbpf.Runtime.Memory;
using Nbpf.Runtime.RingBuffers;
using Nbpf.Schedules.Tests.Scheduling;
using Nbpf.Syscall;

namespace Nbpf.Schedules.Tests.Histories;

/// <content>The steps.</content>
internal sealed partial class HistoryRun
{
    private void Do(int thread, Step step)
    {
        switch (step.Kind)
        {
            case StepKind.Update:
                Update(map, step.Key);
                break;
            case StepKind.Delete:
                Bpf.MapDeleteElem(map, Key(step.Key));
                break;
            case StepKind.Lookup:
                Lookup(step.Key);
                break;
            case StepKind.LookupAndDelete:
                byte[] taken = new byte[ValueBytes * 2];
                if (!Bpf.MapLookupAndDeleteElem(map, Key(step.Key), taken).IsError)
                    CheckValue(taken, step.Key);
                break;
            case StepKind.NextKey:
                CountKeys();
                break;
            case StepKind.TakeBatch:
                uint count = History.KeyCount;
                Bpf.MapLookupAndDeleteBatch(map, [], new byte[4], new byte[4 * count], new byte[ValueBytes * 2 * count], ref count);
                break;
            case StepKind.RunLookup or StepKind.RunUpdate or StepKind.RunDelete:
                Run(thread, map, step);
                break;
            case StepKind.Close:
                CloseOnce(history.Family == Family.Outer ? outer : map);
                break;
            case StepKind.Reopen:
                Reopen();
                break;
            case StepKind.Describe:
                Bpf.MapGetInfo(map, out _);
                break;
            case StepKind.Reclaim:
                kernel.Services.GracePeriods.TryReclaim();
                break;
            case StepKind.Synchronize:
                WaitingForRuns(thread, () => { kernel.Services.GracePeriods.Synchronize(); return true; });
                break;
            case StepKind.PutInner:
                WaitingForRuns(thread, () => PutInner(step.Key));
                break;
            case StepKind.AddInner:
                WaitingForRuns(thread, () => PutInner(step.Key, Uapi.Constants.BPF_NOEXIST));
                break;
            case StepKind.TakeInner:
                WaitingForRuns(thread, () => !Bpf.MapDeleteElem(outer, OuterKey(step.Key)).IsError);
                break;
            case StepKind.LookupInner:
                LookupInner(step.Key);
                break;
            case StepKind.CloseInner:
                CloseOnce(step.Key % 2 == 0 ? map : second);
                break;
            case StepKind.RunInnerLookup or StepKind.RunInnerUpdate or StepKind.RunInnerDelete:
                Run(thread, outer, step);
                break;
            case StepKind.PutProgram:
                Bpf.MapUpdateElem(map, BitConverter.GetBytes(step.Key), BitConverter.GetBytes(programs[step.Key % 3]));
                break;
            case StepKind.TakeProgram:
                Bpf.MapDeleteElem(map, BitConverter.GetBytes(step.Key));
                break;
            case StepKind.LookupProgram:
                Bpf.MapLookupElem(map, BitConverter.GetBytes(step.Key), new byte[4]);
                break;
            case StepKind.CloseProgram:
                CloseOnce(programs[step.Key % 3]);
                break;
            case StepKind.RunProgram:
                RunProgram();
                break;
            case StepKind.BindMap:
                Bpf.ProgBindMap(programs[step.Key % 3], second);
                break;
            case StepKind.Produce:
                Produce();
                break;
            case StepKind.Consume:
                Consume();
                break;
            case StepKind.Watch:
                poll!.Add(map); // made for rings
                break;
            case StepKind.Unwatch:
                poll!.Remove(map);
                break;
            case StepKind.Poll:
                poll!.Wait(new int[1], 0);
                break;
            case StepKind.Map:
                ReadMapping();
                break;
            case StepKind.Read or StepKind.RunRead or StepKind.ReadAndReplace:
                items!.Read(isRun: step.Kind == StepKind.RunRead, thenReplace: step.Kind == StepKind.ReadAndReplace); // made for grace periods
                break;
            case StepKind.Replace:
                items!.Replace();
                break;
            case StepKind.ReplaceByStamp:
                items!.ReplaceByStamp();
                break;
            case StepKind.ReplaceAndSynchronize:
                items!.ReplaceAndSynchronize();
                break;
            case StepKind.Ask:
                kernel.Services.GracePeriods.HasElapsed(kernel.Services.GracePeriods.CurrentEpoch);
                break;
            default:
                throw new ScheduleFaultException($"no such step: {step}");
        }
    }

    // Commands that change a map of maps, and synchronize_rcu, return when the runs that had begun before are over.
    private void WaitingForRuns(int thread, Func<bool> command)
    {
        int[] before = [.. runs];
        bool[] inRun = [.. isRunning];

        // The number of an outer map that was closed may be another map's, for which no command waits.
        if (!command() || closed.Contains(outer))
            return;
        for (int other = 0; other < runs.Length; other++)
        {
            if (other != thread && inRun[other] && isRunning[other] && runs[other] == before[other])
                throw new ScheduleFaultException("a run is still going on that had begun before a command that waits for runs");
        }
    }

    // Its number may be another's by the second time.
    private void CloseOnce(int fd)
    {
        if (closed.Add(fd))
            Bpf.Close(fd);
    }

    private SysResult Update(int fd, uint key)
    {
        ulong[] value = [ValueOf(key), ValueOf(key)];
        return Bpf.MapUpdateElem(fd, Key(key), MemoryMarshal.AsBytes(value));
    }

    private bool PutInner(uint key, ulong flags = 0) => !Bpf.MapUpdateElem(outer, OuterKey(key), BitConverter.GetBytes(key % 2 == 0 ? map : second), flags).IsError;

    private void Lookup(uint key)
    {
        byte[] value = new byte[ValueBytes * 2];
        SysResult result = Bpf.MapLookupElem(map, Key(key), value);
        if (!result.IsError)
            CheckValue(value, key);
        else if (history.Keeps(key))
            throw new ScheduleFaultException($"a command missed a key that is always there: {result}");
    }

    private void LookupInner(uint key)
    {
        byte[] id = new byte[4];
        SysResult result = Bpf.MapLookupElem(outer, OuterKey(key), id);
        if (result.IsError && history.KeepsInner(key) && key < 2)
            throw new ScheduleFaultException($"a command missed an inner map that is always there: {result}");
        if (!result.IsError && BitConverter.ToUInt32(id) == 0)
            throw new ScheduleFaultException("an inner map without an id was found");
    }

    private int CountKeys()
    {
        byte[] key = [], next = new byte[4];
        int found = 0;
        while (found < 16 && !Bpf.MapGetNextKey(map, key, next).IsError)
        {
            key = [.. next];
            found++;
        }
        return found;
    }

    private void Reopen()
    {
        SysResult opened = Bpf.ObjGetFdById(BpfObjectKind.Map, mapId);
        if (opened.IsError)
            return;
        HistoryKernel.Value(Bpf.MapGetInfo(opened.Value, out MapInfo? info));
        if (info!.Id != mapId)
            throw new ScheduleFaultException("an id was opened as another");
        Bpf.Close(opened.Value);
    }

    private void RunProgram()
    {
        ProgTestRunArguments arguments = new() { DataIn = new byte[64] };
        if (!Bpf.ProgTestRun(programs[1], arguments).IsError && arguments.ReturnValue is not (5 or 7))
            throw new ScheduleFaultException($"a program returned {arguments.ReturnValue}");
    }

    private unsafe void ReadMapping()
    {
        if (Bpf.MapMmap(map, (ulong)Environment.SystemPageSize, Environment.SystemPageSize, isWritable: false, out MappedMemory? memory).IsError)
            return;
        Interleaved.At(YieldPoint.RunPauses);
        fixed (byte* first = memory!.GetSpan())
        {
            Interleaved.Touch(first);
        }
        ((IDisposable)memory).Dispose();
    }

    private unsafe void Produce()
    {
        if (kernel.Services.Objects.Acquire(map, out RingBufferMap? ring) != Errno.None)
            return;
        using (CpuLease lease = kernel.Services.Cpus.Rent())
        {
            byte* record = Ring.Reserve(ring!.Storage, 16, (uint)lease.Cpu);
            Interleaved.At(YieldPoint.RunPauses);
            if (record != null)
            {
                Interleaved.Touch(record);
                *(ulong*)record = 1;
                Ring.Commit(record, 0, discard: false);
            }
        }
        ring.Put();
    }

    // An honest consumer: takes what is committed and in order.
    private unsafe void Consume()
    {
        if (kernel.Services.Objects.Acquire(map, out RingBufferMap? ring) != Errno.None)
            return;
        Ring* storage = ring!.Storage;
        ulong position = Volatile.Read(ref *Ring.ConsumerPosition(storage));
        while (position != Volatile.Read(ref *Ring.ProducerPosition(storage)))
        {
            Interleaved.At(YieldPoint.RunPauses);
            uint header = Volatile.Read(ref *(uint*)(Ring.Data(storage) + (position & (storage->DataBytes - 1))));
            if ((header & Uapi.Constants.BPF_RINGBUF_BUSY_BIT) != 0)
                break;
            position += 24;
            Volatile.Write(ref *Ring.ConsumerPosition(storage), position);
        }
        ring.Put();
    }
}

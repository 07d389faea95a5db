using Nbpf.Runtime.Execution;
using Nbpf.Runtime.Interleaving;
using Nbpf.Runtime.Maps;
using Nbpf.Runtime.Memory;
using Nbpf.Runtime.RingBuffers;
using Nbpf.Schedules.Tests.Scheduling;
using Nbpf.Syscall;

namespace Nbpf.Schedules.Tests.Histories;

/// <content>What programs do, and what must hold.</content>
internal sealed unsafe partial class HistoryRun
{
    private int nonce;

    // A run of a program that uses the map: while it goes on, the program holds that.
    private void Run(int thread, int fd, Step step)
    {
        if (kernel.Services.Objects.Acquire(fd, out KernelMap? used) != Errno.None)
            return;
        // The number may be another map's meanwhile, for which the program was not verified.
        if (used!.Type == (fd == outer ? history.OuterType : history.Type))
        {
            using CpuLease lease = kernel.Services.Cpus.Rent();
            runs[thread]++;
            isRunning[thread] = true;
            RunFrame frame = new() { Cpu = (uint)lease.Cpu, PerCpuOffset = lease.PerCpuOffset };
            RunOn(&frame, (ulong)used.Header, step);
            isRunning[thread] = false;
        }
        used.Put();
    }

    private void RunOn(RunFrame* frame, ulong header, Step step)
    {
        uint key = HistoryKernel.Keys[step.Key];
        if (step.Kind >= StepKind.RunInnerLookup)
        {
            uint outerKey = BitConverter.ToUInt32(OuterKey(0));
            header = GenericMapFunctions.Lookup(frame, header, (ulong)&outerKey, 0, 0, 0);
            if (header == 0)
            {
                if (history.KeepsInner(0))
                    throw new ScheduleFaultException("a run missed an inner map that is always there");
                return;
            }
            Interleaved.At(YieldPoint.RunPauses);
        }
        ulong value = ValueOf(step.Key);
        switch (step.Kind)
        {
            case StepKind.RunLookup or StepKind.RunInnerLookup:
                Read(GenericMapFunctions.Lookup(frame, header, (ulong)&key, 0, 0, 0), step);
                break;
            case StepKind.RunUpdate or StepKind.RunInnerUpdate:
                GenericMapFunctions.Update(frame, header, (ulong)&key, (ulong)&value, 0, 0);
                break;
            default:
                GenericMapFunctions.Delete(frame, header, (ulong)&key, 0, 0, 0);
                break;
        }
        Interleaved.At(YieldPoint.RunPauses);
    }

    // What a run found stays until its end: in maps that are not preallocated the same value, in the others a value.
    private void Read(ulong found, Step step)
    {
        if (found == 0)
        {
            if (step.Kind == StepKind.RunLookup && history.Keeps(step.Key))
                throw new ScheduleFaultException("a run missed a key that is always there");
            return;
        }
        bool isOwn = (history.Flags & MapFlags.NoPreallocate) != 0;
        ulong before = ReadValue(found);
        if (isOwn && before != 0 && (before >> 32) != HistoryKernel.Keys[step.Key])
            throw new ScheduleFaultException("a run found another key's value");
        Interleaved.At(YieldPoint.RunPauses);
        ulong after = ReadValue(found);
        if (isOwn && history.Type == MapType.Hash && before != after)
            throw new ScheduleFaultException("a value changed under a run");
    }

    private static ulong ReadValue(ulong found)
    {
        Interleaved.Touch((void*)found);
        return *(ulong*)found;
    }

    private static byte[] Key(uint key) => BitConverter.GetBytes(HistoryKernel.Keys[key]);

    private byte[] OuterKey(uint key) => history.OuterType == MapType.ArrayOfMaps ? BitConverter.GetBytes(key) : Key(key);

    private ulong ValueOf(uint key) => ((ulong)HistoryKernel.Keys[key] << 32) | (uint)++nonce;

    private void CheckValue(byte[] value, uint key)
    {
        // A program adds a key for its own CPU alone: the other's value is 0 then.
        foreach (int at in history.Type == MapType.PerCpuHash ? [0, 8] : (int[])[0])
        {
            ulong word = BitConverter.ToUInt64(value, at);
            if (word >> 32 != HistoryKernel.Keys[key] && !(word == 0 && history.Type == MapType.PerCpuHash))
                throw new ScheduleFaultException("a command found another key's value");
        }
    }

    // Every key that one can walk to can be found, and they are as many as the map has counted.
    private void CheckElements()
    {
        if (kernel.Services.Objects.Find(map, out HashFamilyMap? hash, out _) != Errno.None || hash!.Id != mapId)
            return;
        int walked = CountKeys(), found = 0;
        for (uint key = 0; key < History.KeyCount; key++)
            found += kernel.Bpf.MapLookupElem(map, Key(key), new byte[ValueBytes * 2]).IsError ? 0 : 1;
        if (walked != found || walked != hash.Count)
            throw new ScheduleFaultException($"{walked} keys are walked to, {found} found, {hash.Count} counted");
    }

    // What was committed with a wakeup, or was there before the watch, is told to who waits.
    private void CheckPoll()
    {
        if (history.Has(StepKind.Unwatch) || history.Has(StepKind.Close) || !history.Has(StepKind.Watch))
            return;
        kernel.Services.Objects.Find(map, out RingBufferMap? ring, out _);
        if (Ring.AvailableBytes(ring!.Storage) != 0 && poll!.Wait(new int[1], 0).Value != 1)
            throw new ScheduleFaultException("a ring has data and its poll was not told");
    }
}

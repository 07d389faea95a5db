namespace Nbpf.Runtime.Execution;

/// <summary>A program that can run: compiled or interpreted. Its entry can be called from native-side code, as tail calls do.</summary>
public abstract unsafe class Executable : IDisposable
{
    /// <summary>
    /// The native-side entry: <c>r0 = Entry(run, context, handle)</c>, where the handle is <see cref="Handle"/>
    /// (compiled code ignores it, the interpreter finds itself by it). After a tail call r0 means nothing and
    /// <see cref="RunFrame.NextProgram"/> is to be entered.
    /// </summary>
    public abstract delegate*<RunFrame*, void*, nint, ulong> Entry { get; }

    /// <summary>What to pass to <see cref="Entry"/> as its last argument.</summary>
    public abstract nint Handle { get; }

    /// <summary>Runs the program once on a frame that the caller prepared.</summary>
    /// <param name="run">The run's frame.</param>
    /// <param name="context">The native context.</param>
    /// <returns>r0</returns>
    public ulong Run(RunFrame* run, void* context)
    {
        ulong result = TailCalls.FinishProgram(Entry(run, context, Handle), run);
        GC.KeepAlive(this);
        return result;
    }

    /// <summary>Frees what the executable holds. No run may be in progress or start afterwards.</summary>
    public abstract void Dispose();
}

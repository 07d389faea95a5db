namespace Nbpf.Runtime;

/// <summary>Where bpf_trace_printk writes (the trace pipe in Linux): the latest records are kept, listeners get each. Thread-safe.</summary>
public sealed class TraceLog
{
    private readonly Lock gate = new();
    private readonly Queue<string> records = new();

    /// <summary>How many records are kept; older ones are dropped.</summary>
    public const int Capacity = 4096;

    /// <summary>
    /// Raised for each record, on the thread that had the program run, after the run and outside of it: a listener may run programs, change maps and close what it
    /// likes. Of a run that writes more than <see cref="Capacity"/> records the last ones are raised. What a listener throws leaves the call that had the program run,
    /// and the records left are not raised.
    /// </summary>
    public event Action<string>? Written;

    /// <summary>The records kept, oldest first.</summary>
    public IReadOnlyList<string> Records
    {
        get
        {
            lock (gate)
            {
                return [.. records];
            }
        }
    }

    /// <summary>Whether anybody listens.</summary>
    internal bool HasListeners => Written is not null;

    /// <summary>Keeps a record.</summary>
    internal void Add(string text)
    {
        lock (gate)
        {
            if (records.Count == Capacity)
            {
                records.Dequeue();
            }

            records.Enqueue(text);
        }
    }

    /// <summary>Tells the listeners of a record.</summary>
    internal void Raise(string text) => Written?.Invoke(text);
}

namespace Nbpf.Runtime.Helpers;

/// <summary>Where bpf_trace_printk writes (the trace pipe in Linux): the latest records are kept, listeners get each. Thread-safe.</summary>
public sealed class TraceLog
{
    private readonly Lock gate = new();
    private readonly Queue<string> records = new();

    /// <summary>How many records are kept; older ones are dropped.</summary>
    public const int Capacity = 4096;

    /// <summary>Raised for each record, on the thread of the run that wrote it.</summary>
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

    internal void Write(string text)
    {
        lock (gate)
        {
            if (records.Count == Capacity)
            {
                records.Dequeue();
            }

            records.Enqueue(text);
        }

        Written?.Invoke(text);
    }
}

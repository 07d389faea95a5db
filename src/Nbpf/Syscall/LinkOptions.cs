namespace Nbpf.Syscall;

/// <summary>What BPF_LINK_CREATE takes for one kind of hook: an arm of the union in link_create (Linux 6.18).</summary>
public abstract record LinkOptions
{
    private protected LinkOptions()
    {
    }
}

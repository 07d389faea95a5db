using System.Collections.Frozen;

namespace Nbpf.Runtime.ProgramTypes;

/// <summary>The program types that programs can be loaded as.</summary>
public static class ProgramTypeCatalog
{
    private static readonly FrozenDictionary<ProgramType, KernelProgramType> Types = new KernelProgramType[]
    {
        new SocketFilterProgramType(),
        new TrafficControlProgramType(ProgramType.SchedCls),
        new TrafficControlProgramType(ProgramType.SchedAct),
        new XdpProgramType(),
        new RawTracepointProgramType(),
        new SystemCallProgramType(),
    }.ToFrozenDictionary(t => t.Type);

    /// <summary>All of them.</summary>
    public static IReadOnlyCollection<KernelProgramType> All => Types.Values;

    /// <summary>The type of that number, or null when this kernel does not have it.</summary>
    /// <param name="type">The program type.</param>
    public static KernelProgramType? Find(ProgramType type) => Types.GetValueOrDefault(type);
}

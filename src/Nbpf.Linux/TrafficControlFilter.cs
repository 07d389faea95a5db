namespace Nbpf.Linux;

/// <summary>A program among the filters of a <see cref="TrafficControl"/>.</summary>
/// <param name="Handle">Its number among those of one priority.</param>
/// <param name="Priority">Order among the filters; lower runs first.</param>
/// <param name="ProgramId">The program's id; 0 when the kernel did not tell.</param>
/// <param name="Name">The filter's name.</param>
public sealed record TrafficControlFilter(uint Handle, ushort Priority, uint ProgramId, string Name);

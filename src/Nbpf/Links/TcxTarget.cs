using Nbpf.Syscall;

namespace Nbpf.Links;

/// <summary>An interface's TCX hook: traffic control without qdiscs and filters (Linux 6.6).</summary>
/// <param name="InterfaceIndex">Number of the interface in the calling thread's network namespace.</param>
/// <param name="Direction">Which packets.</param>
public sealed record TcxTarget(int InterfaceIndex, TrafficDirection Direction) : OrderedTarget
{
    internal override SysResult CreateLink(BpfProgram program) =>
        CreateLink(program, InterfaceIndex, Direction == TrafficDirection.Ingress ? AttachType.TcxIngress : AttachType.TcxEgress);
}

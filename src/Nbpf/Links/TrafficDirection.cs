namespace Nbpf.Links;

/// <summary>Which packets of an interface.</summary>
public enum TrafficDirection
{
    /// <summary>Those that come in.</summary>
    Ingress,

    /// <summary>Those that go out.</summary>
    Egress,
}

namespace Nbpf.Maglev;

/// <summary>A server that answers for services.</summary>
/// <param name="Id">Its index in the data plane's <c>backends</c> map; 0 is kept free and means none.</param>
/// <param name="Address">Where encapsulated packets are sent.</param>
public readonly record struct Backend(uint Id, WireAddress Address);

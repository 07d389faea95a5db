using Xunit;

namespace Nbpf.Linux.Tests;

/// <summary>Tests that run while no other does: they count what the whole process has open.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class Alone;

using Xunit;

namespace Nbpf.Linux.Tests.Links;

/// <summary>Tests that count file descriptors run after all others.</summary>
[CollectionDefinition("descriptors", DisableParallelization = true)]
public sealed class DescriptorCollection;

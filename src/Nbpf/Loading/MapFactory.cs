using Nbpf.Loading;
using Nbpf.Syscall;

namespace Nbpf;

/// <summary>Maps that belong to no object.</summary>
public static class MapFactory
{
    extension(BpfMap)
    {
        /// <summary>Creates a map that belongs to no object.</summary>
        /// <param name="kernel">Where.</param>
        /// <param name="spec">What; a map of maps needs its <see cref="MapSpec.Inner"/>.</param>
        /// <exception cref="BpfException">The kernel refused.</exception>
        public static BpfMap Create(IBpf kernel, MapSpec spec)
        {
            ArgumentNullException.ThrowIfNull(kernel);
            ArgumentNullException.ThrowIfNull(spec);
            return new MapCreation(kernel, btfFd: 0, new BpfLoadOptions().PinRoot).Create(spec);
        }
    }
}

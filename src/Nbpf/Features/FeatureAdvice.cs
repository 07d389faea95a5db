using Nbpf.Syscall;

namespace Nbpf.Features;

/// <summary>Names the feature that a kernel lacks when it refused a map or program without saying why.</summary>
internal static class FeatureAdvice
{
    /// <summary>What is missing for a map, or null when its type is there.</summary>
    internal static string? ForMap(IBpf kernel, MapType type) =>
        KernelFeatures.Of(kernel).MapType(type) == Availability.Missing ? $"this kernel has no map type {KernelNames.Of(type)}" : null;

    /// <summary>What is missing for a program, or null when its type and attach type are there.</summary>
    internal static string? ForProgram(IBpf kernel, ProgramType type, AttachType attachType)
    {
        KernelFeatures features = KernelFeatures.Of(kernel);
        if (features.ProgramType(type) == Availability.Missing) return $"this kernel has no program type {KernelNames.Of(type)}";
        bool hasAttachType = ProgramShape.Of(type).Count > 1 || ProgramShape.Of(type)[0].AttachType != 0;
        return hasAttachType && features.AttachType(type, attachType) == Availability.Missing
            ? $"this kernel has no attach type {KernelNames.Of(attachType)} for programs of type {KernelNames.Of(type)}"
            : null;
    }
}

using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Xunit;

namespace Nbpf.Cli.Tests;

/// <summary>Holds the direction of dependencies and the portability of the rooms that run on any OS.</summary>
public sealed class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> MayKnow = new()
    {
        ["Nbpf"] = [],
        ["Nbpf.Verification"] = ["Nbpf"],
        ["Nbpf.Runtime"] = ["Nbpf", "Nbpf.Verification"],
        ["Nbpf.Linux"] = ["Nbpf"],
        ["Nbpf.Maglev"] = ["Nbpf"],
        ["Nbpf.Comparison"] = ["Nbpf"],
        ["Nbpf.Cli"] = ["Nbpf", "Nbpf.Verification", "Nbpf.Runtime", "Nbpf.Linux", "Nbpf.Maglev", "Nbpf.Comparison"],
    };

    public static TheoryData<string> Assemblies => [.. MayKnow.Keys];

    public static TheoryData<string> PortableAssemblies => ["Nbpf", "Nbpf.Verification", "Nbpf.Runtime", "Nbpf.Maglev", "Nbpf.Comparison"];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void References_OfEachRoom_PointOneWay(string room)
    {
        IEnumerable<string> ours = Assembly.Load(room).GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(name => MayKnow.ContainsKey(name));

        Assert.Empty(ours.Except(MayKnow[room]));
    }

    [Theory]
    [MemberData(nameof(PortableAssemblies))]
    public void Imports_OfPortableRooms_AreNone(string room)
    {
        using PEReader image = new(File.OpenRead(Assembly.Load(room).Location));
        MetadataReader metadata = image.GetMetadataReader();

        IEnumerable<string> imports = metadata.MethodDefinitions
            .Select(metadata.GetMethodDefinition)
            .Where(method => (method.Attributes & MethodAttributes.PinvokeImpl) != 0)
            .Select(method => metadata.GetString(method.Name));

        Assert.Empty(imports);
    }

    [Theory]
    [MemberData(nameof(PortableAssemblies))]
    public void PlatformAttributes_OfPortableRooms_NameNoOperatingSystem(string room)
    {
        IEnumerable<string> bound = Assembly.Load(room).GetTypes()
            .Where(type => type.GetCustomAttributes().Any(attribute => attribute.GetType().Name is "SupportedOSPlatformAttribute"))
            .Select(type => type.FullName!);

        Assert.Empty(bound);
    }

    [Theory]
    [InlineData("Nbpf")]
    [InlineData("Nbpf.Verification")]
    [InlineData("Nbpf.Comparison")]
    public void PureRooms_CompiledWithoutUnsafeCode(string room)
    {
        Module module = Assembly.Load(room).ManifestModule;

        Assert.DoesNotContain(module.GetCustomAttributesData(), attribute => attribute.AttributeType.Name == "UnverifiableCodeAttribute");
    }
}

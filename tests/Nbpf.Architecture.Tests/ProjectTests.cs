using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Xunit;

namespace Nbpf.Architecture.Tests;

/// <summary>Holds the direction of dependencies and the portability of the rooms that run on any OS.</summary>
public sealed class ProjectTests
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

    /// <summary>The other ways to native code: libraries loaded by name, functions called by address.</summary>
    [Theory]
    [MemberData(nameof(PortableAssemblies))]
    public void NativeLibraries_OfPortableRooms_AreNone(string room)
    {
        string[] forbidden = ["NativeLibrary", "LibraryImportAttribute", "UnmanagedCallersOnlyAttribute", "UnmanagedFunctionPointerAttribute"];
        string[] forbiddenMembers = ["GetDelegateForFunctionPointer", "GetFunctionPointerForDelegate"];
        using PEReader image = new(File.OpenRead(Assembly.Load(room).Location));
        MetadataReader metadata = image.GetMetadataReader();

        IEnumerable<string> types = metadata.TypeReferences.Select(handle => metadata.GetString(metadata.GetTypeReference(handle).Name));
        IEnumerable<string> members = metadata.MemberReferences.Select(handle => metadata.GetString(metadata.GetMemberReference(handle).Name));
        // A call by address has a signature of its own, whose first byte names who may be called; 0 is managed code, 9 is whatever the platform has.
        IEnumerable<string> calls = Enumerable.Range(1, metadata.GetTableRowCount(TableIndex.StandAloneSig))
            .Select(row => metadata.GetStandaloneSignature(MetadataTokens.StandaloneSignatureHandle(row)))
            .Select(signature => metadata.GetBlobReader(signature.Signature).ReadByte())
            .Where(static first => (first & 0xf) is >= 1 and <= 4 or 9)
            .Select(static first => $"a call of convention {first & 0xf}");

        Assert.Empty(types.Intersect(forbidden).Concat(members.Intersect(forbiddenMembers)).Concat(calls));
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

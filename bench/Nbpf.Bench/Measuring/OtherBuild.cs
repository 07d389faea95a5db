using System.Reflection;
using System.Runtime.Loader;

namespace Nbpf.Bench.Measuring;

/// <summary>Another build of this program in the same process, with all of the project that it was built with.</summary>
internal sealed class OtherBuild : AssemblyLoadContext
{
    private readonly AssemblyDependencyResolver resolver;
    private readonly Assembly assembly;

    private OtherBuild(string path)
    {
        resolver = new AssemblyDependencyResolver(path);
        assembly = LoadFromAssemblyPath(path);
    }

    /// <summary>What a method of one of our classes gives in the other build.</summary>
    /// <param name="path">The other build's <c>Nbpf.Bench.dll</c>.</param>
    /// <param name="type">The class.</param>
    /// <param name="method">A static method without parameters.</param>
    internal static T Call<T>(string path, Type type, string method) =>
        (T)new OtherBuild(Path.GetFullPath(path)).assembly.GetType(type.FullName!, throwOnError: true)!
            .GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic)!.Invoke(null, null)!;

    protected override Assembly? Load(AssemblyName name) =>
        name.Name!.StartsWith("Nbpf", StringComparison.Ordinal) && resolver.ResolveAssemblyToPath(name) is { } path ? LoadFromAssemblyPath(path) : null;
}

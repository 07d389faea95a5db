using Nbpf.CodeGen;

// Usage: Nbpf.CodeGen REPOSITORY_ROOT: rewrites every generated file of the repository from the tables in data/.
if (args is not [string root])
{
    Console.Error.WriteLine("Error: usage: Nbpf.CodeGen REPOSITORY_ROOT");
    return 2;
}

foreach ((string path, string text) in Generation.Files(root))
{
    File.WriteAllText(Path.Combine(root, path), text);
    Console.WriteLine(path);
}

return 0;

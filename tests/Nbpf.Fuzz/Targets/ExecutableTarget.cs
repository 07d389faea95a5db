using Nbpf.Elf;

namespace Nbpf.Fuzz.Targets;

/// <summary>Executables and libraries, whose symbols probes are placed at. They are read from a file.</summary>
internal sealed class ExecutableTarget : FuzzTarget, IDisposable
{
    private readonly string path = Path.GetTempFileName();

    public override string Name => "executable";

    public override IReadOnlyList<byte[]> Seeds { get; } = [.. SeedDirectory.Read("executable")];

    public override int InputsInTest => 1_500;

    public override bool Run(byte[] input, bool isThorough)
    {
        File.WriteAllBytes(path, input);
        return ReaderRule.Holds(input, long.MaxValue, _ =>
        {
            try
            {
                ExecutableFile file = ExecutableFile.Read(path);
                foreach (FunctionSymbol function in file.Functions.Take(8)) file.OffsetsMatching(function.Name + "*");
            }
            catch (BpfException)
            {
                // What has no sections is no file to look into.
            }
        });
    }

    public void Dispose() => File.Delete(path);
}

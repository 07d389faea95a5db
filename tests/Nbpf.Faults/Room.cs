namespace Nbpf.Faults;

/// <summary>A part of the code that is measured by itself, and the test programs that are there to notice its faults.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Project">The project it is in.</param>
/// <param name="Folder">Its folder in the project; empty for all of it.</param>
/// <param name="Programs">The test programs.</param>
internal sealed record Room(string Name, string Project, string Folder, params string[] Programs)
{
    /// <summary>All rooms that are measured.</summary>
    public static IReadOnlyList<Room> All { get; } =
    [
        new("Verification", "Nbpf.Verification", "", "Nbpf.Verification.Tests", "Nbpf.Runtime.Tests", "Nbpf.Differential"),
        new("Maps", "Nbpf.Runtime", "Maps", "Nbpf.Runtime.Tests", "Nbpf.Schedules.Tests", "Nbpf.Differential"),
        new("Memory", "Nbpf.Runtime", "Memory", "Nbpf.Runtime.Tests", "Nbpf.Schedules.Tests", "Nbpf.Differential"),
        new("Objects", "Nbpf.Runtime", "Objects", "Nbpf.Runtime.Tests", "Nbpf.Schedules.Tests", "Nbpf.Differential"),
        new("Rewrite", "Nbpf.Runtime", "Rewrite", "Nbpf.Runtime.Tests", "Nbpf.Differential"),
        new("Btf", "Nbpf", "Btf", "Nbpf.Tests", "Nbpf.Differential"),
        new("CoRe", "Nbpf", "CoRe", "Nbpf.Tests"),
        new("Specs", "Nbpf", "Specs", "Nbpf.Tests", "Nbpf.Differential"),
        new("Loading", "Nbpf", "Loading", "Nbpf.Tests", "Nbpf.Linux.Tests", "Nbpf.Differential"),
    ];

    /// <summary>The room of a name: a measured one, or a project by its name, into which named faults can be put.</summary>
    public static Room Of(string name) => All.FirstOrDefault(room => room.Name == name) ?? new Room(name, name, "");
}

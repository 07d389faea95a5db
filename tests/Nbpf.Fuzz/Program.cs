using System.Globalization;
using Nbpf.Fuzz.Running;
using Nbpf.Fuzz.Targets;

const string Usage = """
    Usage: Nbpf.Fuzz run TARGET|all [N inputs | N seconds] [from SEED]   mutations in this process; 60 seconds where neither is said, 'all' for each target
           Nbpf.Fuzz replay TARGET FILE…                                one input after the other
           Nbpf.Fuzz seeds TARGET DIRECTORY                             write the seeds as files
           Nbpf.Fuzz afl TARGET                                         for afl-fuzz, see tests/Nbpf.Fuzz/run
    """;

if (args is ["afl", ..]) AflRun.CountNowhere();
try
{
    return args switch
    {
        ["run", "all", .. var rest] => FuzzTargets.All.Select(target => Run(target, rest)).ToArray().All(static isClean => isClean) ? 0 : 1,
        ["run", var name, .. var rest] when FuzzTargets.Find(name) is { } target => Run(target, rest) ? 0 : 1,
        ["replay", var name, .. var files] when FuzzTargets.Find(name) is { } target => Replay(target, files),
        ["seeds", var name, var directory] when FuzzTargets.Find(name) is { } target => WriteSeeds(target, directory),
        ["afl", var name] when FuzzTargets.Find(name) is { } target => AflRun.Start(target),
        _ => Misuse(),
    };
}
catch (MisuseException misuse)
{
    Console.Error.WriteLine($"Error: {misuse.Message}");
    return 2;
}
finally
{
    foreach (IDisposable target in FuzzTargets.All.OfType<IDisposable>()) target.Dispose();
}

static bool Run(FuzzTarget target, string[] rest)
{
    long inputs = long.MaxValue;
    TimeSpan time = TimeSpan.FromDays(1);
    bool isBounded = false;
    ulong seed = 0;
    if (rest.Length % 2 != 0) throw new MisuseException($"'inputs', 'seconds' or a seed expected after '{rest[^1]}'");
    for (int i = 0; i < rest.Length; i += 2)
    {
        string word = rest[i] == "from" ? rest[i + 1] : rest[i];
        if (!ulong.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)) throw new MisuseException($"a number expected, found '{word}'");
        isBounded |= rest[i] != "from";
        if (rest[i] == "from") seed = number;
        else if (rest[i + 1] == "inputs") inputs = (long)number;
        else if (rest[i + 1] == "seconds") time = TimeSpan.FromSeconds(number);
        else throw new MisuseException($"'inputs' or 'seconds' expected, found '{rest[i + 1]}'");
    }
    if (!isBounded) time = TimeSpan.FromSeconds(60);

    FuzzReport report = FuzzLoop.Run(target, inputs, time, seed);
    Console.WriteLine(report);
    foreach ((FuzzFault fault, int index) in report.Faults.Select(static (fault, index) => (fault, index)))
    {
        string file = string.Create(CultureInfo.InvariantCulture, $"fault-{target.Name}-{seed}-{index}.bin");
        File.WriteAllBytes(Path.Combine(Path.GetTempPath(), file), fault.Input);
        Console.WriteLine($"{Path.Combine(Path.GetTempPath(), file)}: {fault.Exception}");
    }
    return report.Faults.Count == 0;
}

static int Replay(FuzzTarget target, string[] files)
{
    foreach (string file in files) Console.WriteLine($"{file}: {(target.Run(File.ReadAllBytes(file), isThorough: true) ? "taken" : "refused")}");
    return 0;
}

static int WriteSeeds(FuzzTarget target, string directory)
{
    Directory.CreateDirectory(directory);
    for (int i = 0; i < target.Seeds.Count; i++) File.WriteAllBytes(Path.Combine(directory, i.ToString("d3", CultureInfo.InvariantCulture)), target.Seeds[i]);
    return 0;
}

static int Misuse()
{
    Console.Error.WriteLine(Usage);
    return 2;
}

using Nbpf.Faults;

const string Usage = """
    Puts faults into the code and shows which of them no test notices. Build the solution first (Release).

    faults coverage [seconds N] [program P]  which tests reach which member; goes on where it was left
    faults draw COUNT SEED                   draws faults into artifacts/faults/drawn.tsv
    faults run [FILE] [seconds N] [room R]   tries the drawn ones, or the named ones of a table; goes on where it was left
               [within N]                    only the quickest classes, of N seconds together, are asked
    faults report [FILE]                     caught and survived, by room and kind, and the survivors with their reasons
    faults check FILE                        which faults of a table have no place in the code any more
    faults make FILE LINE FOLDER             writes the assembly with the fault of a line into a folder
    faults unreached                         members with code that no test reaches
    faults list                              how many faults each room has, by kind
    """;

try
{
    if (Commands.Run(args) is { } status) return status;
    Console.Error.WriteLine(Usage);
}
catch (MisuseException misuse)
{
    Console.Error.WriteLine($"Error: {misuse.Message}");
}

return 2;

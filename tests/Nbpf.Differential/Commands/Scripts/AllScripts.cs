namespace Nbpf.Differential.Commands.Scripts;

/// <summary>The scripts written by hand: every map type, every command.</summary>
internal static class AllScripts
{
    /// <summary>All scripts by name.</summary>
    public static IReadOnlyDictionary<string, Func<Script>> ByName { get; } = Build();

    private static Dictionary<string, Func<Script>> Build()
    {
        Dictionary<string, Func<Script>> scripts = new(StringComparer.Ordinal)
        {
            ["create-unknown"] = CreateScripts.UnknownTypes,
            ["access-wrong-kinds"] = AccessScripts.WrongKinds,
            ["objects-ids"] = ObjectScripts.Ids,
            ["objects-lifetimes"] = ObjectScripts.Lifetimes,
            ["objects-pins"] = ObjectScripts.Pins,
            ["objects-links"] = ObjectScripts.Links,
            ["objects-bound"] = ObjectScripts.Bound,
            ["mapped"] = ObjectScripts.Mapped,
            ["ring-buffer-programs"] = RingBufferScripts.Programs,
            ["elements-evicted"] = ElementScripts.Evictions,
            ["map-in-map-templates"] = MapOfMapsScripts.Templates,
            ["map-in-map-elements"] = MapOfMapsScripts.Elements,
            ["ring-buffer-create"] = RingBufferScripts.Create,
            ["ring-buffer-elements"] = RingBufferScripts.Elements,
        };
        foreach (MapKind kind in MapKind.All)
        {
            scripts[$"create-{kind.Type}"] = () => CreateScripts.Of(kind);
            scripts[$"elements-{kind.Type}"] = () => ElementScripts.Of(kind);
            scripts[$"batches-{kind.Type}"] = () => BatchScripts.Of(kind);
            scripts[$"access-{kind.Type}"] = () => AccessScripts.Of(kind);
            scripts[$"programs-{kind.Type}"] = () => ProgramScripts.Of(kind);
        }

        return scripts;
    }
}

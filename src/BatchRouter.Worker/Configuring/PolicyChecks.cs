using BatchRouter.Catalog;
using BatchRouter.Routing.Naming;

namespace BatchRouter.Worker.Configuring;

/// <summary>What several readers of a policy check alike.</summary>
internal sealed class PolicyChecks(StrictJson source, PolicyFile written, ModelCatalog catalog)
{
    private readonly ModelNames _names = new(catalog);

    public StrictJson Source => source;

    public PolicyFile Written => written;

    public ModelCatalog Catalog => catalog;

    public void Want(bool holds, string path, string problem)
    {
        if (!holds)
            throw source.Fault(path, problem);
    }

    public void Share(string path, double? value) => Want(value is null or (>= 0 and <= 1), path, "0 to 1 is wanted");

    public void Name(string path, string name) => Want(name.Length is > 0 and <= 64, path, "a name of 1 to 64 characters is wanted");

    public void Models(string path, IReadOnlyList<string> names)
    {
        foreach (var name in names)
            Want(_names.Of(name).First >= 0, path, $"model '{name}' is not in the catalogue: {NearestName.Hint(name, _names.All)}");
    }

    /// <summary>Models that are known, and that the task allows: another would never be asked.</summary>
    public void ModelsOf(string path, string task, IReadOnlyList<string> names)
    {
        Models(path, names);
        var allowed = written.Tasks[task].Models;
        foreach (var name in names)
            Want(allowed.Count == 0 || _names.Of(name).Overlaps(_names.Of(allowed)), path, $"'{name}' is not among the models of task '{task}': {NearestName.Hint(name, allowed)}");
    }

    public void Project(string path, string project) =>
        Want(written.Projects.ContainsKey(project), path, $"project '{project}' is not declared: {NearestName.Hint(project, written.Projects.Keys)}");

    public void Distinct(string path, IEnumerable<string> names)
    {
        var seen = new HashSet<string>();
        foreach (var name in names)
            Want(seen.Add(name), path, $"'{name}' stands twice");
    }

    public T Word<T>(string path, string word) where T : struct, Enum
    {
        var known = Enum.GetValues<T>().ToDictionary(value => value.ToString().ToLowerInvariant());
        return known.TryGetValue(word, out var value) ? value : throw source.Fault(path, $"'{word}' is unknown: {NearestName.Hint(word, known.Keys)}");
    }
}

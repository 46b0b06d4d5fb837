using BatchRouter.Catalog;

namespace BatchRouter.Worker.Configuring;

/// <summary>Checks what models of a catalogue say of each other: families and successors.</summary>
internal static class NamesReader
{
    public static void Check(StrictJson source, List<CatalogModel> models)
    {
        for (var i = 0; i < models.Count; i++)
        {
            CheckFamily(source, $"$.models[{i}].deploymentOf", models[i], models);
            if (models[i].ReplacedBy is not null)
                CheckSuccessor(source, $"$.models[{i}].replacedBy", models[i], models);
        }
    }

    // One name must not mean two things.
    private static void CheckFamily(StrictJson source, string path, CatalogModel model, List<CatalogModel> models)
    {
        if (model.DeploymentOf is { } family && models.Exists(other => other.Name == family && other.DeploymentOf != family))
            throw source.Fault(path, $"'{family}' is a model of its own: name the family otherwise, or let that model be of the family, too");
    }

    private static void CheckSuccessor(StrictJson source, string path, CatalogModel model, List<CatalogModel> models)
    {
        var passed = new HashSet<string>();
        for (var here = model; here?.ReplacedBy is { } successor; here = models.Find(other => other.Name == successor))
        {
            if (!models.Exists(other => other.Name == successor))
                throw source.Fault(path, $"model '{successor}' is not in the catalogue: {NearestName.Hint(successor, models.Select(other => other.Name))}");
            if (!passed.Add(here.Name))
                throw source.Fault(path, $"'{model.Name}' would be replaced in a circle: {string.Join(" by ", passed.Append(here.Name))}");
        }
    }
}

using BatchRouter.Catalog;
using BatchRouter.Routing;

namespace BatchRouter.Worker.Configuring;

/// <summary>Checks lists of lanes.</summary>
internal sealed class LanesReader(PolicyChecks checks)
{
    /// <summary>A task's, else the policy's, else all.</summary>
    public IReadOnlyList<Lane> Of(string path, IReadOnlyList<string> ofTask) =>
        ofTask.Count > 0 ? Read(path, ofTask) : checks.Written.Lanes.Count > 0 ? Read("$.lanes", checks.Written.Lanes) : TaskPolicy.AllLanes;

    private List<Lane> Read(string path, IReadOnlyList<string> words)
    {
        var lanes = words.Select((word, i) => checks.Word<Lane>($"{path}[{i}]", word)).ToList();
        checks.Distinct(path, words);
        checks.Want(lanes.Contains(Lane.Sync), path, "'sync' is missing: it is the way back from every other lane");
        return lanes;
    }
}

using BatchRouter.Experimenting;

namespace BatchRouter.Worker.Configuring;

/// <summary>Checks the table of experiments.</summary>
internal sealed class ExperimentReader(PolicyChecks checks, RuleReader rules, StrategiesReader strategies)
{
    // Shares written as decimals may add up to a hair more than 1.
    private const double Hair = 1e-9;

    public IReadOnlyList<Experiment> Read()
    {
        var entries = checks.Written.Experiments;
        checks.Distinct("$.experiments", entries.Select(entry => entry.Name));
        return entries.Select((entry, i) => Read($"$.experiments[{i}]", entry)).ToList();
    }

    private Experiment Read(string path, PolicyFile.ExperimentEntry entry)
    {
        checks.Name($"{path}.name", entry.Name);
        var kind = checks.Word<ExperimentKind>($"{path}.kind", entry.Kind);
        checks.Want(entry.Arms.Count is >= 1 and <= 20, $"{path}.arms", "1 to 20 arms are wanted");
        checks.Distinct($"{path}.arms", entry.Arms.Select(arm => arm.Name));
        checks.Want(entry.Arms.Sum(arm => arm.Share) <= 1 + Hair, $"{path}.arms", "shares add up to more than 1");
        return new Experiment
        {
            Name = entry.Name,
            Kind = kind,
            When = rules.When($"{path}.when", entry.Name, entry.When),
            Arms = entry.Arms.Select((arm, i) => Arm($"{path}.arms[{i}]", kind, entry.When.Task, arm)).ToList(),
        };
    }

    private ExperimentArm Arm(string path, ExperimentKind kind, string? task, PolicyFile.ArmEntry arm)
    {
        checks.Name($"{path}.name", arm.Name);
        checks.Want(arm.Share is > 0 and <= 1, $"{path}.share", "more than 0, up to 1 is wanted");
        checks.Share($"{path}.quality", arm.Quality);
        strategies.CheckArm($"{path}.strategies", arm.Strategies, task);
        if (kind == ExperimentKind.Shadow)
        {
            // A candidate for the task need not be among its models yet.
            checks.Models($"{path}.models", arm.Models);
            checks.Want(arm.Models.Count == 1, $"{path}.models", "a shadow runs on one candidate model");
            checks.Want(arm.Quality is null && arm.Strategies.Count == 0, path, "a shadow changes no choice: leave quality and strategies out");
        }
        else
        {
            rules.Models($"{path}.models", task, arm.Models);
            checks.Want(kind != ExperimentKind.Canary || arm.Models.Count > 0, $"{path}.models", "a canary is a model: name it");
        }

        return new ExperimentArm(arm.Name, arm.Share, arm.Models, arm.Quality, arm.Strategies);
    }
}

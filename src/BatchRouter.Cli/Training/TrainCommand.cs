using System.CommandLine;
using System.Globalization;
using BatchRouter.Cli.Presenting;
using BatchRouter.Forecasting;
using BatchRouter.Postgres.Learning;

namespace BatchRouter.Cli.Training;

/// <summary><c>batchrouter train</c>: learns from stored outcomes or from a labelled file; lists versions and rolls back.</summary>
internal static class TrainCommand
{
    private const string About = """
        Learns, for one task, how good each model's answer will be from the prompt alone, and how far an answer's signals may be believed.
        Labels are what users said (JobFeedback), audits, and with little weight the confidence of stored answers; or a file of JSON lines
        {"prompt": "…", "labels": {"model": 0..1}, "id": "…", "weight": 1}, the last two left out where there is nothing to say. What is
        learned is stored as a version and in use at once: workers load it within seconds. Exit code 1: refused, and why.
        """;

    public static Command Create()
    {
        var task = new Option<string>("--task") { Description = "The jobs' task.", Required = true };
        var (from, to) = (Time("--from", "Jobs settled from then on. Default: from the beginning."), Time("--to", "Jobs settled before. Default: up to now."));
        var file = new Option<FileInfo?>("--file") { Description = "Learn from this labelled file instead of stored outcomes." };
        var models = new Option<string?>("--models") { Description = "Models to predict, weakest first, separated by commas. Default: the catalogue's, by their quality for the task." };
        var kind = new Option<LearnedKind?>("--kind") { Description = "Learn only this: quality or confidence. Default: both; a file has labels for quality alone." };
        var confidence = Weight();
        var most = CommonOptions.Count("--most", "Jobs read at most: judged ones first, then the newest.", 20_000, 20, 1_000_000);
        var dry = new Option<bool>("--dry-run") { Description = "Learn and report, store nothing." };
        var by = By();
        var (catalog, postgres, json) = (CommonOptions.Catalog(), CommonOptions.Postgres(), CommonOptions.Json());
        var command = new Command("train", About)
        {
            task, from, to, file, models, kind, confidence, most, dry, by, catalog, postgres, json, ListCommand(), RollbackCommand(),
        };
        command.SetAction(async (parsed, stop) =>
        {
            var settings = new TrainSettings
            {
                Task = parsed.GetRequiredValue(task),
                From = parsed.GetValue(from),
                To = parsed.GetValue(to),
                File = parsed.GetValue(file),
                Models = parsed.GetValue(models) is { } names ? ModelOrder.Parse(names) : null,
                Kind = parsed.GetValue(kind),
                ConfidenceWeight = parsed.GetValue(confidence),
                Most = parsed.GetValue(most),
                IsDry = parsed.GetValue(dry),
                By = parsed.GetValue(by)!,
                Catalog = parsed.GetValue(catalog)!,
                Postgres = parsed.GetValue(postgres),
            };
            settings.Check();
            var result = await new TrainRun(settings, TimeProvider.System).RunAsync(stop);
            new Screen(parsed.GetValue(json)).Result(result, screen => TrainText.Show(screen, result));
            return result.IsRefused ? ExitCodes.FoundWrong : ExitCodes.Done;
        });
        return command;
    }

    private static Command ListCommand()
    {
        var task = new Option<string?>("--task") { Description = "Only this task." };
        var (postgres, json) = (CommonOptions.Postgres(), CommonOptions.Json());
        var command = new Command("list", "All versions, and which are in use.") { task, postgres, json };
        command.SetAction(async (parsed, stop) =>
        {
            await using var source = CommonOptions.Database(parsed.GetValue(postgres));
            var versions = (await new LearnedStore(source).ListAsync(parsed.GetValue(task), stop)).Select(VersionResult.Of).ToList();
            new Screen(parsed.GetValue(json)).Result(new { Versions = versions }, screen => TrainText.Show(screen, versions));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command RollbackCommand()
    {
        var task = new Option<string>("--task") { Description = "The jobs' task.", Required = true };
        var version = new Option<long?>("--to-version") { Description = "Bring this version into use. Default: undo the latest training in use; before the first, nothing learned is used." };
        var by = By();
        var (postgres, json) = (CommonOptions.Postgres(), CommonOptions.Json());
        var command = new Command("rollback", "Brings an earlier version into use; workers follow within seconds.") { task, version, by, postgres, json };
        command.SetAction(async (parsed, stop) =>
        {
            await using var source = CommonOptions.Database(parsed.GetValue(postgres));
            var store = new LearnedStore(source);
            var (name, who) = (parsed.GetRequiredValue(task), parsed.GetValue(by)!);
            var switches = parsed.GetValue(version) is { } to
                ? await store.RollBackToAsync(name, to, who, stop)
                : await store.RollBackAsync(name, who, stop);
            new Screen(parsed.GetValue(json)).Result(new { Switches = switches }, screen => TrainText.Show(screen, switches));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Option<string> By() => new("--by")
    {
        Description = "Who does this: kept with the switch. Default: the user's name.",
        DefaultValueFactory = _ => Environment.UserName is { Length: > 0 } name ? name : "unknown",
    };

    private static Option<double> Weight()
    {
        var option = new Option<double>("--confidence-weight")
        {
            Description = "How much a stored answer's own confidence counts beside an audit, which counts 1 (users count 2). 0 leaves it out. Default: 0.1.",
            DefaultValueFactory = _ => GatheredExamples.DefaultConfidenceWeight,
        };
        option.Validators.Add(result =>
        {
            if (!result.Errors.Any() && result.GetValueOrDefault<double>() is not (>= 0 and <= 1))
                result.AddError("--confidence-weight: 0 to 1 is wanted");
        });
        return option;
    }

    private static Option<DateTimeOffset?> Time(string name, string description) => new(name)
    {
        Description = $"{description} A day or a time, UTC unless it says otherwise.",
        CustomParser = result =>
        {
            if (DateTimeOffset.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
                return time;
            result.AddError($"{name}: '{result.Tokens[0].Value}' is no time; one such as 2026-11-22 or 2026-11-22T06:00:00Z is wanted");
            return null;
        },
    };
}

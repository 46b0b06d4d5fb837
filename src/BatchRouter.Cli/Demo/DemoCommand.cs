using System.CommandLine;
using BatchRouter.Budgeting;
using BatchRouter.Cli.Budgeting;
using BatchRouter.Cli.Presenting;

namespace BatchRouter.Cli.Demo;

/// <summary><c>batchrouter demo</c>: the main job, end to end, with nothing but this program.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var json = CommonOptions.Json();
        var jobs = CommonOptions.Count("--jobs", "Jobs to publish.", 500, 1, 1_000_000);
        var workers = CommonOptions.Count("--workers", "Worker processes.", 2, 1, 64);
        var seed = CommonOptions.Count("--seed", "The same seed gives the same work and the same answers.", 1, 0, int.MaxValue);
        var budget = BudgetOptions.MoneyOrNone("--budget", "A hard limit on all spending, in USD. Default: none.");
        var atLimit = new Option<AtLimit>("--at-limit")
        {
            Description = "What a job does that does not fit into the budget. Default: reject.",
            DefaultValueFactory = _ => AtLimit.Reject,
        };
        var chaos = Chaos();
        var data = new Option<FileInfo?>("--data") { Description = "Recorded outcomes (JSON lines) to answer from, every row a job." };
        var replay = new Option<FileInfo?>("--replay")
        {
            Description = "At the end, make all decisions again: under the same policy, which must reproduce them, and under this one. Default without a file: every job to the strongest model.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var experiment = new Option<bool>("--experiment") { Description = "Run an A/B test, a 10% canary, a 20% shadow and 5% audits, and check their shares and their money." };
        var mix = new Option<bool>("--deadline-mix") { Description = "Jobs arrive over 6 hours; deadlines 10% at 4 h, 30% at 12 h, 60% between 24 and 48 h; batch and flex are for sale. Say --time-scale with it." };
        var scale = new Option<double>("--time-scale") { Description = "Seconds that pass in a real one: at 1800 an hour takes two seconds. Default: 1.", DefaultValueFactory = _ => 1 };
        scale.Validators.Add(result =>
        {
            if (!result.Errors.Any() && result.GetValueOrDefault<double>() is < 1 or > 3_600)
                result.AddError("--time-scale: a number from 1 to 3600 is wanted");
        });
        var verbose = new Option<bool>("--verbose") { Description = "Show what the workers say." };
        var command = new Command("demo", "Starts servers, a simulated provider and workers; publishes jobs, settles them, and checks the ledger against the bill.")
        {
            json, jobs, workers, seed, budget, atLimit, chaos, data, replay, experiment, mix, scale, verbose,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(experiment) && result.GetResult(data) is not null)
                result.AddError("--experiment: its arms name the made-up models; leave --data out");
        });
        command.SetAction(async (parsed, stop) =>
        {
            var options = new DemoOptions
            {
                Jobs = parsed.GetValue(jobs),
                Workers = parsed.GetValue(workers),
                Seed = parsed.GetValue(seed),
                BudgetNanoUsd = parsed.GetValue(budget),
                AtLimit = parsed.GetValue(atLimit),
                Chaos = Enum.Parse<DemoChaos>(parsed.GetValue(chaos)!, ignoreCase: true),
                Data = parsed.GetValue(data),
                Replays = parsed.GetResult(replay) is not null,
                ReplayPolicy = parsed.GetValue(replay),
                Experiment = parsed.GetValue(experiment),
                DeadlineMix = parsed.GetValue(mix),
                TimeScale = parsed.GetValue(scale),
                Verbose = parsed.GetValue(verbose),
            };
            var screen = new Screen(parsed.GetValue(json));
            var result = await new DemoRun(options, screen, TimeProvider.System).RunAsync(stop);
            screen.Result(result, DemoReport.For(result));
            var isRight = result is { Lost: 0, LedgerMatchesBill: true, OverspentUsd: null or 0, AuditDifferences: 0, Replay: null or { IsReproduced: true } }
                && result.Experiment is null or { SharesOk: true, Mixed: 0, OpenSides: 0 };
            return isRight ? ExitCodes.Done : ExitCodes.FoundWrong;
        });
        return command;
    }

    private static Option<string> Chaos()
    {
        var words = Enum.GetNames<DemoChaos>().Select(name => name.ToLowerInvariant()).ToList();
        var option = new Option<string>("--chaos")
        {
            Description = "kill: a random worker is killed about every 3 s once it has settled something, and another takes its place. Default: none.",
            DefaultValueFactory = _ => words[0],
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !words.Contains(result.Tokens[0].Value))
                result.AddError($"--chaos: {result.Tokens[0].Value} is not one of {string.Join(", ", words)}");
        });
        return option;
    }
}

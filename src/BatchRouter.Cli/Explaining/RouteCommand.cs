using System.CommandLine;
using System.CommandLine.Parsing;
using BatchRouter.Cli.Presenting;
using BatchRouter.Forecasting;
using BatchRouter.Lanes;
using BatchRouter.Observing;
using BatchRouter.Perceiving;
using BatchRouter.Postgres.Reading;
using BatchRouter.Providers.Counting;
using BatchRouter.Routing;
using BatchRouter.Worker.Configuring;

namespace BatchRouter.Cli.Explaining;

/// <summary><c>batchrouter route explain</c>: why this model, why this price, why this end; of a job that was, or of a prompt that may come.</summary>
internal static class RouteCommand
{
    private const string About = """
        With JOB: prints a job's stored decisions step by step, what became of each attempt, and the job's end. With --file: decides for the prompt
        in a file by catalogue and configuration, without a call, and prints every candidate with its reason; with --postgres also by what was learned.
        """;

    public static Command Create() => new("route", "How jobs are routed.") { Explain() };

    private static Command Explain()
    {
        var job = new Argument<Guid?>("job")
        {
            Description = "The JobId of a job that was.",
            Arity = ArgumentArity.ZeroOrOne,
            CustomParser = ReadId,
        };
        var file = new Option<FileInfo?>("--file") { Description = "A prompt, instead of a job." };
        var task = new Option<string>("--task") { Description = "With --file: the task. Default: default.", DefaultValueFactory = _ => RoutingPolicy.DefaultTask };
        var deadline = new Option<string>("--deadline") { Description = "With --file: 30m, 6h, 2d from now, or a time with its zone. Default: 6h.", DefaultValueFactory = _ => "6h" };
        var quality = new Option<string?>("--quality") { Description = "With --file: 0 to 1, or cheap, balanced, best. Default: the task's." };
        var tokens = CommonOptions.Count("--max-output-tokens", "With --file: the longest answer.", 1_000, 1, 1_000_000);
        var project = new Option<string?>("--project") { Description = "Whose job. With --file, default: the configuration's first." };
        var catalog = CommonOptions.Catalog();
        var policy = CommonOptions.Policy();
        var postgres = CommonOptions.Postgres();
        var json = CommonOptions.Json();
        var command = new Command("explain", About) { job, file, task, deadline, quality, tokens, project, catalog, policy, postgres, json };
        command.SetAction(async (parsed, stop) =>
        {
            var screen = new Screen(parsed.GetValue(json));
            if (parsed.GetValue(file) is not { } prompt)
                return await ShowJobAsync(
                    screen, parsed.GetValue(postgres), parsed.GetValue(job) ?? throw new UsageException("say which job, or --file with a prompt"), parsed.GetValue(project), stop);
            if (parsed.GetValue(job) is not null)
                throw new UsageException("a job or --file, not both");
            var question = new PromptQuestion
            {
                File = prompt,
                Task = parsed.GetValue(task)!,
                Deadline = parsed.GetValue(deadline)!,
                Project = parsed.GetValue(project),
                Quality = parsed.GetValue(quality),
                MaxOutputTokens = parsed.GetValue(tokens),
            };
            var router = new ConfigurationSource(SampleFiles.Or(parsed, catalog), SampleFiles.Or(parsed, policy)).Read().Load();
            var learned = await LearnedView.ReadAsync(parsed.GetValue(postgres), stop);
            var told = await ExplainAsync(question, router, learned, TimeProvider.System.GetUtcNow(), stop);
            screen.Result(told, target => PromptText.Show(target, told));
            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>Decides for a prompt as a worker would that knows nothing but its files: no observed times, no budgets, batches as providers promise them.</summary>
    internal static async Task<PromptExplanation> ExplainAsync(
        PromptQuestion question, Router router, LearnedBook learned, DateTimeOffset now, CancellationToken stop)
    {
        var job = question.ToJob(new LiveRouter(router), now);
        var request = new RoutingRequest
        {
            Job = job,
            Now = now,
            Size = new TokenCounter().Measure(job),
            Step = 1,
            Perception = await new Perceiver(learned: learned).PerceiveAsync(job, router.Policy, stop),
            IsDrifting = learned.IsDrifting(job.Task),
            LeftNanoUsd = router.Policy.TaskFor(job.Task).Caps.CostNanoUsd,
        };
        var models = new ObservedModels();
        var lanes = LaneOutlooks.Of(request, router, CompletionBook.Empty, model => models.FlexTaken(model, now), new LaneOptions());
        return PromptExplanation.Of(router.Decide(request with { Lanes = lanes }));
    }

    private static Guid? ReadId(ArgumentResult result)
    {
        if (result.Tokens.Count == 0)
            return null;
        if (Guid.TryParse(result.Tokens[0].Value, out var id))
            return id;
        result.AddError($"job: {result.Tokens[0].Value} is no JobId: a UUID is wanted");
        return null;
    }

    private static async Task<int> ShowJobAsync(Screen screen, string? postgres, Guid job, string? project, CancellationToken stop)
    {
        await using var source = CommonOptions.Database(postgres);
        var story = await JobStory.ReadAsync(new StoryReader(source), job, project, stop);
        if (story.Job is null && story.Refusals.Count == 0)
        {
            await Console.Error.WriteLineAsync($"no job {job} is known: has a worker taken it from the queue yet?");
            return ExitCodes.FoundWrong;
        }

        screen.Result(ExplainJson.Of(story), target => new ExplainText(target).Show(story));
        return ExitCodes.Done;
    }
}

using System.Runtime.CompilerServices;
using System.Text.Json;
using BatchRouter.Contracts;
using BatchRouter.Sandbox.Simulation;

namespace BatchRouter.Cli.Demo;

/// <summary>The jobs of a demo, and the question behind each, by which the oracle grades them.</summary>
internal sealed class DemoWork
{
    public const string Project = "demo";
    public const string ReplayTask = "gsm8k";

    // One job in twenty-five is urgent: somebody waits, and the fastest model is bought.
    private const int UrgentEvery = 25;
    private static readonly TimeSpan UrgentWithin = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan BulkWithin = TimeSpan.FromHours(2);

    private readonly Dictionary<Guid, SimulatedQuestion> _questions = [];
    private readonly List<(Guid Id, DemoTask Task, bool IsUrgent)> _tasks = [];
    private readonly DeadlineMix? _mix;

    private DemoWork(IEnumerable<DemoTask> tasks, int seed, bool hasUrgent, DeadlineMix? mix = null)
    {
        _mix = mix;
        foreach (var task in tasks)
        {
            var id = Id(seed, _tasks.Count);
            _tasks.Add((id, task, hasUrgent && _tasks.Count % UrgentEvery == UrgentEvery - 1));
            _questions[id] = task.ToQuestion();
        }
    }

    public IReadOnlyDictionary<Guid, SimulatedQuestion> Questions => _questions;

    public string Group { get; } = "demo";

    public static DemoWork Generated(int jobs, int seed) => new(DemoWorkload.Generate(jobs, seed), seed, hasUrgent: true);

    /// <summary>Nobody waits for any of them: deadlines are hours and days away.</summary>
    public static DemoWork Mixed(int jobs, int seed) => new(DemoWorkload.Generate(jobs, seed), seed, hasUrgent: false, new DeadlineMix(jobs, seed));

    /// <summary>Every recorded row a job, in the file's order.</summary>
    public static DemoWork Recorded(RecordedOutcomes outcomes, int seed) =>
        new(outcomes.Prompts.Select(prompt => new DemoTask(ReplayTask, prompt, 1_024, null)), seed, hasUrgent: false);

    /// <summary>The jobs, each when it arrives.</summary>
    public async IAsyncEnumerable<SubmitJob> SubmitAsync(ScaledClock clock, [EnumeratorCancellation] CancellationToken stop)
    {
        await Task.Yield();
        var (began, number) = (clock.GetUtcNow(), 0);
        foreach (var (id, task, isUrgent) in _tasks)
        {
            if (_mix?.Arrival(number) is { } arrival && began + arrival - clock.GetUtcNow() is var wait && wait > TimeSpan.Zero)
                await Task.Delay(clock.ToReal(wait), stop);
            yield return new SubmitJob
            {
                JobId = id,
                Project = Project,
                GroupId = Group,
                Task = task.Task,
                Messages = [ChatMessage.User(task.Prompt)],
                MaxOutputTokens = task.MaxOutputTokens,
                ResponseFormat = task.JsonSchema is { } schema ? new ResponseFormat("json_schema", JsonElement.Parse(schema)) : null,
                Urgency = isUrgent ? Urgency.Urgent : Urgency.Bulk,
                Deadline = clock.GetUtcNow() + (_mix?.Slack(number) ?? (isUrgent ? UrgentWithin : BulkWithin)),
            };
            number++;
        }
    }

    private static Guid Id(int seed, int index) => new(seed, 0, 0x4000, [0x80, 0, 0, 0, .. BitConverter.GetBytes(index)]);
}

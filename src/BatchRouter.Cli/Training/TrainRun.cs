using System.Text.Json;
using System.Text.Json.Serialization;
using BatchRouter.Cli.Presenting;
using BatchRouter.Forecasting;
using BatchRouter.Learning;
using BatchRouter.Postgres.Learning;
using BatchRouter.Providers.Schemas;
using BatchRouter.Worker.Submitting;

namespace BatchRouter.Cli.Training;

/// <summary>Gathers, learns, stores. What one kind is refused for does not keep the other from being stored.</summary>
internal sealed class TrainRun(TrainSettings settings, TimeProvider clock)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    // Progress goes to stderr, whatever the result looks like.
    private readonly Bars _bars = new(new Screen(json: true), clock);
    private readonly List<TrainedModel> _trained = [];

    public async Task<TrainResult> RunAsync(CancellationToken stop)
    {
        var (prompts, answers, counts) = settings.File is { } file ? await FromFileAsync(file, stop) : await FromStoreAsync(stop);
        var models = settings.Kind == LearnedKind.Confidence ? [] : ModelOrder.Of(settings, prompts);
        var quality = settings.Kind == LearnedKind.Confidence ? null : LearnQuality(models, prompts, stop);
        var confidence = settings.Kind == LearnedKind.Quality || settings.File is not null ? null : LearnConfidence(answers);
        var versions = await StoreAsync(stop);
        return new TrainResult
        {
            Task = settings.Task,
            Source = settings.File?.Name ?? "stored",
            DryRun = settings.IsDry,
            Models = models,
            Read = counts,
            Quality = quality is null ? null : quality with { Version = versions.GetValueOrDefault(LearnedKind.Quality) },
            Confidence = confidence is null ? null : confidence with { Version = versions.GetValueOrDefault(LearnedKind.Confidence) },
        };
    }

    private async Task<(IReadOnlyList<TrainingExample>, IReadOnlyList<AnswerExample>, GatherCounts)> FromFileAsync(FileInfo file, CancellationToken stop)
    {
        var prompts = new List<TrainingExample>();
        await _bars.ShowAsync("reading", async progress =>
        {
            await foreach (var example in new LabelledFile(file).ReadAsync(stop))
            {
                prompts.Add(example);
                progress(prompts.Count, 0, "");
            }
        });
        return (prompts, [], new GatherCounts { Jobs = prompts.Count });
    }

    private async Task<(IReadOnlyList<TrainingExample>, IReadOnlyList<AnswerExample>, GatherCounts)> FromStoreAsync(CancellationToken stop)
    {
        await using var source = CommonOptions.Database(settings.Postgres);
        var (reader, gathered) = (new OutcomeReader(source), new GatheredExamples(settings.ConfidenceWeight));
        var messages = SubmissionReader.WithoutConfiguration(new NJsonSchemaValidator());
        var total = await reader.CountAsync(settings.Task, settings.From, settings.To, settings.Most, stop);
        await _bars.ShowAsync("reading", total, async progress =>
        {
            await foreach (var outcome in reader.ReadAsync(settings.Task, settings.From, settings.To, settings.Most, stop))
            {
                gathered.Add(outcome, messages.ReadAgain(outcome.Body).Prompt);
                progress(gathered.Counts.Jobs, "");
            }
        });
        return (gathered.Prompts(), gathered.Answers, gathered.Counts);
    }

    private KindResult LearnQuality(IReadOnlyList<string> models, IReadOnlyList<TrainingExample> prompts, CancellationToken stop)
    {
        if (models.Count == 0)
            return new KindResult { Outcome = KindResult.Refused, Reason = $"task '{settings.Task}' has no labelled prompt: settle jobs of it, or give --file" };
        Console.Error.WriteLine($"learning: {prompts.Count} prompts, {string.Join(" < ", models)}");
        switch (QualityTrainer.Train(settings.Task, models, prompts, stop: stop))
        {
            case TrainingOutcome<LearnedQuality>.Learned(var learned, var findings):
                var result = new KindResult
                {
                    Outcome = KindResult.Learned,
                    Examples = learned.TrainingSize,
                    CalibrationError = learned.CalibrationError,
                    ByModel = learned.Models.Zip(learned.CalibrationErrors, (model, error) => new ModelError(model, error)).ToList(),
                    Strength = learned.Strength,
                    Gains = learned.Gains.Select(Spread).ToList(),
                    Findings = FindingResult.Of(findings),
                };
                _trained.Add(new TrainedModel(LearnedKind.Quality, learned.ToBytes(), learned.TrainingSize, JsonSerializer.Serialize(result, Json)));
                return result;
            case TrainingOutcome<LearnedQuality>.Refused(var reason, var findings):
                return Refuse(reason, findings);
            default:
                throw new InvalidOperationException("an outcome without a name");
        }
    }

    private KindResult LearnConfidence(IReadOnlyList<AnswerExample> answers)
    {
        var needed = TrainingOptions.Default.FewestExamples;
        if (settings.Kind is null && answers.Count < needed)
            return new KindResult { Outcome = KindResult.Waiting, Reason = $"{answers.Count} judged answers so far; confidence is learned from {needed} on" };
        switch (ConfidenceTrainer.Train(answers))
        {
            case TrainingOutcome<LearnedConfidence>.Learned(var learned, var findings):
                var weights = learned.Weights;
                var result = new KindResult
                {
                    Outcome = KindResult.Learned,
                    Examples = learned.TrainingSize,
                    CalibrationError = learned.CalibrationError,
                    CalibrationErrorBefore = learned.CalibrationErrorBefore,
                    Weights = new LearnedWeights(weights.Slope, weights.Offset, weights.ByFeature.Select(pair => new FeatureWeight(pair.Key, pair.Value)).ToList()),
                    Findings = FindingResult.Of(findings),
                };
                _trained.Add(new TrainedModel(LearnedKind.Confidence, ConfidenceBytes.Write(learned), learned.TrainingSize, JsonSerializer.Serialize(result, Json)));
                return result;
            case TrainingOutcome<LearnedConfidence>.Refused(var reason, var findings):
                return Refuse(reason, findings);
            default:
                throw new InvalidOperationException("an outcome without a name");
        }
    }

    private async Task<Dictionary<LearnedKind, long?>> StoreAsync(CancellationToken stop)
    {
        if (settings.IsDry || _trained.Count == 0)
            return [];
        await using var source = CommonOptions.Database(settings.Postgres);
        var versions = await new LearnedStore(source).AddAsync(settings.Task, _trained, settings.By, stop);
        return _trained.Zip(versions).ToDictionary(pair => pair.First.Kind, pair => (long?)pair.Second);
    }

    private static KindResult Refuse(string reason, IReadOnlyList<TrainingFinding> findings) =>
        new() { Outcome = KindResult.Refused, Reason = reason, Findings = FindingResult.Of(findings) };

    private static GainSpread Spread(GainQuantiles gains) =>
        new(gains.Stronger, gains.Weaker, Enumerable.Range(0, 11).Select(tenth => Math.Round(gains.Quantiles[tenth * 10], 4)).ToList());
}

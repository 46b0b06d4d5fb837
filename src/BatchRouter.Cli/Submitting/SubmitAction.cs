using BatchRouter.Cli.Presenting;

namespace BatchRouter.Cli.Submitting;

/// <summary>One <c>submit</c> from its command line to its last word.</summary>
internal sealed class SubmitAction(Screen screen, TimeProvider clock)
{
    private const int ErrorsShown = 20;

    public async Task<int> RunAsync(SubmitSettings settings, string? rabbitMq, CancellationToken stop)
    {
        var broker = CommonOptions.Broker(rabbitMq);
        if (Directory.Exists(settings.Path))
            return await FolderAsync(settings, broker, stop);
        if (settings.FolderOptionsGiven().ToList() is { Count: > 0 } given)
            throw new UsageException($"{string.Join(", ", given)}: only for a folder; each JSON line says it itself");
        if (settings.Path != "-")
            return await LinesAsync(new FileInfo(settings.Path), settings.SkipInvalid, broker, stop);
        using var spool = await StdinSpool.ReadAsync(Console.OpenStandardInput(), stop);
        return await LinesAsync(spool.File, settings.SkipInvalid, broker, stop);
    }

    private async Task<int> FolderAsync(SubmitSettings settings, Uri broker, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var options = FolderReader.Read(settings, now);
        var template = PromptTemplate.Parse(settings.Prompt!.Name, options.Prompt);
        screen.Say($"group {options.Group}");
        if (options.IsDeadlineRelative)
        {
            var deadline = GroupMemory.OfUser().DeadlineOf(options, now);
            if (deadline != options.Deadline)
                screen.Say($"this group was submitted before: its deadline {deadline:O} stays, so that the same files stay the same messages");
            options = options with { Deadline = deadline };
        }

        return await RunAsync(new FolderSource(template, options), settings.SkipInvalid, broker, options.Deadline, stop);
    }

    private Task<int> LinesAsync(FileInfo file, bool skipsInvalid, Uri broker, CancellationToken stop) => file.Exists
        ? RunAsync(new JsonlSource(file), skipsInvalid, broker, null, stop)
        : throw new FileNotFoundException($"{file.FullName} is not there: a folder, a JSONL file or - is wanted");

    private async Task<int> RunAsync(ISource source, bool skipsInvalid, Uri broker, DateTimeOffset? deadline, CancellationToken stop)
    {
        var run = new SubmitRun(source, skipsInvalid, screen, clock);
        try
        {
            await run.RunAsync(broker, stop);
        }
        catch (Exception) when (run.Result.Published > 0)
        {
            screen.Say($"{run.Result.Confirmed} of {run.Result.Found - run.Result.Invalid} jobs were confirmed before this ended; run the same again, with the same group: nothing is duplicated");
            throw;
        }

        var result = run.Result with { Deadline = deadline };
        screen.Result(result, _ => Show(result));
        foreach (var error in screen.IsJson ? [] : result.Errors.Take(ErrorsShown))
            screen.Say($"{error.Where}: {error.Field}: {error.Code}: {error.Reason}");
        if (run.IsRefused)
            screen.Say($"{result.Invalid} of {result.Found} are invalid: nothing was published; --skip-invalid publishes the rest");
        return run.IsRefused ? ExitCodes.Configuration : ExitCodes.Done;
    }

    private void Show(SubmitResult result)
    {
        screen.Say($"{result.Found} found, {result.Invalid} invalid, {result.Published} published, {result.Confirmed} confirmed");
        if (result.Watch is { } watch)
            screen.Say($"watch it with: {watch}");
    }
}

using Spectre.Console;

namespace BatchRouter.Cli.Presenting;

/// <summary>Progress of long work: a bar on a terminal, a line every few seconds elsewhere.</summary>
internal sealed class Bars(Screen screen, TimeProvider clock)
{
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(5);

    /// <param name="title">What goes on.</param>
    /// <param name="total">How much there is.</param>
    /// <param name="work">Calls its argument with how much is done and a word about it.</param>
    public Task ShowAsync(string title, long total, Func<Action<long, string>, Task> work) =>
        ShowAsync(title, progress => work((done, word) => progress(done, total, word)));

    /// <param name="title">What goes on.</param>
    /// <param name="work">Calls its argument with how much is done, how much there is by now (0, not known), and a word about it.</param>
    public async Task ShowAsync(string title, Func<Action<long, long, string>, Task> work)
    {
        if (screen.IsTerminal)
        {
            await screen.Console.Progress()
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
                .StartAsync(async progress =>
                {
                    var bar = progress.AddTask(Markup.Escape(title), maxValue: 1);
                    await work((done, total, word) =>
                    {
                        bar.IsIndeterminate = total == 0;
                        bar.MaxValue = Math.Max(1, total);
                        bar.Value = done;
                        bar.Description = Markup.Escape($"{title} {word}".TrimEnd());
                    });
                });
            return;
        }

        var last = 0L;
        await work((done, total, word) =>
        {
            if (last != 0 && clock.GetElapsedTime(last) < LineEvery && (total == 0 || done < total))
                return;
            last = clock.GetTimestamp();
            screen.Say($"{title}: {done}{(total == 0 ? "" : $" of {total}")} {word}".TrimEnd());
        });
    }
}

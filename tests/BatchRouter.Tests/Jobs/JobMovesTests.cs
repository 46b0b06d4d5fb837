using System.Text.RegularExpressions;
using BatchRouter.Jobs;
using BatchRouter.Running;
using BatchRouter.Tests.House;
using Xunit;

namespace BatchRouter.Tests.Jobs;

public sealed partial class JobMovesTests
{
    [Fact]
    public void Allowed_Jobs_AreTheMovesOfTheTrigger() =>
        Assert.Equal(Trigger("jobs_move"), Lines(JobMoves.Allowed.SelectMany(row => row.Value.Select(to => (row.Key.ToString(), to.ToString())))));

    [Fact]
    public void Final_Jobs_AreThoseOfTheTrigger()
    {
        var states = StateList().Match(Part("jobs_final")).Groups["to"].Value;
        Assert.Equal(Names(states).Order(), Enum.GetValues<JobState>().Where(JobMoves.IsFinal).Select(Lower).Order());
    }

    // No table of attempts stands in C#: these are the design's, and AttemptEnd and the claims make no other.
    [Fact]
    public void Allowed_Attempts_AreTheMovesOfTheTrigger() => Assert.Equal(
        Lines(
        [
            (nameof(AttemptState.Started), nameof(AttemptState.Replied)),
            (nameof(AttemptState.Started), nameof(AttemptState.Failed)),
            (nameof(AttemptState.Started), nameof(AttemptState.Unknown)),
            (nameof(AttemptState.Unknown), nameof(AttemptState.Replied)),
            (nameof(AttemptState.Unknown), nameof(AttemptState.Failed)),
            (nameof(AttemptState.Unknown), nameof(AttemptState.Assumed)),
        ]),
        Trigger("attempts_move"));

    [Fact]
    public void Allowed_Readme_HasEveryMove()
    {
        var readme = Repository.PathOf("README.md");
        if (!File.Exists(readme))
            Assert.Skip("there is no README yet");
        var arrows = Arrow().Matches(File.ReadAllText(readme)).Select(match => (match.Groups["from"].Value, match.Groups["to"].Value)).ToHashSet();
        foreach (var (from, moves) in JobMoves.Allowed)
            foreach (var to in moves)
                Assert.Contains((Lower(from), Lower(to)), arrows);
    }

    private static string Trigger(string name) => Lines(MoveRow().Matches(Part(name))
        .SelectMany(row => Names(row.Groups["to"].Value).Select(to => (row.Groups["from"].Value, to))));

    private static string Part(string trigger)
    {
        // The newest word holds.
        var sql = Directory.GetFiles(Repository.PathOf("sql"), "*.sql").Order(StringComparer.Ordinal).Select(File.ReadAllText)
            .Last(text => text.Contains($"create trigger {trigger} ", StringComparison.Ordinal));
        var start = sql.IndexOf($"create trigger {trigger} ", StringComparison.Ordinal);
        return sql[start..sql.IndexOf("execute function", start, StringComparison.Ordinal)];
    }

    private static IEnumerable<string> Names(string list) => list.Split(',').Select(name => name.Trim().Trim('\''));

    private static string Lower<T>(T state) where T : struct, Enum => state.ToString().ToLowerInvariant();

    private static string Lines(IEnumerable<(string From, string To)> moves) =>
        string.Join('\n', moves.Select(move => $"{move.From.ToLowerInvariant()} -> {move.To.ToLowerInvariant()}").Order(StringComparer.Ordinal));

    [GeneratedRegex(@"old\.state = '(?<from>\w+)' and new\.state in \((?<to>[^)]*)\)")]
    private static partial Regex MoveRow();

    [GeneratedRegex(@"old\.state in \((?<to>[^)]*)\)")]
    private static partial Regex StateList();

    [GeneratedRegex(@"(?<from>\w+) *--> *(?<to>\w+)")]
    private static partial Regex Arrow();
}

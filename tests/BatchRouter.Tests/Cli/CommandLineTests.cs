using BatchRouter.Cli;
using Xunit;

namespace BatchRouter.Tests.Cli;

public sealed class CommandLineTests
{
    private const string Job = "7f3c1d9e-0f6e-4f0a-9a53-1d1f0a2b3c4d";

    [Theory]
    [InlineData("submit folder --project p --task t --prompt t.md --group g --deadline 6h --urgency urgent --quality 0.9 --max-output-tokens 9 --label a=b --label c=d")]
    [InlineData("submit - --skip-invalid --json")]
    [InlineData("estimate jobs.jsonl --task t --project p --deadline 6h --postgres Host=localhost --json")]
    [InlineData("estimate folder --task t --prompt t.md --deadline 6h --pattern *.md --quality best --label a=b --skip-invalid --catalog c.json --config p.json")]
    [InlineData("report lanes --from 2026-11-15 --to 2026-11-22T20:00:00Z --catalog c.json --config p.json --json")]
    [InlineData("watch g --total 5 --once --json")]
    [InlineData("results --group g --project p --out lines.jsonl")]
    [InlineData("results --job " + Job)]
    [InlineData("route explain " + Job + " --project p")]
    [InlineData("route explain --file prompt.txt --task summarize --deadline 6h --quality best --max-output-tokens 200 --catalog c.json --config p.json --json")]
    [InlineData("replay --policy p.json --catalog c.json --from 2026-11-15 --to 2026-11-22T20:00:00Z --task t --project p --changes 5 --json")]
    [InlineData("demo --replay --json")]
    [InlineData("demo --replay other.json")]
    [InlineData("report spend --day 2026-11-22 --catalog catalog.json")]
    [InlineData("report nightly --day 2026-11-22 --out reports")]
    [InlineData("report quality --task sums --most 10 --json")]
    [InlineData("train --task sums --from 2026-11-01 --to 2026-11-22T06:00:00Z --models weak,strong --kind quality --confidence-weight 0 --most 500 --dry-run --by me --json")]
    [InlineData("train --task sums --file labels.jsonl --models weak,strong")]
    [InlineData("train list --task sums --json")]
    [InlineData("train rollback --task sums --to-version 3 --by me --json")]
    [InlineData("audit --export usage.json --export costs.csv --list 5 --json")]
    [InlineData("scheduler --rollup-seconds 5 --nightly \"0 0 3 * * ?\" --time-zone Europe/Berlin --check-in-seconds 2 --reports reports")]
    [InlineData("doctor --catalog catalog.json --config batchrouter.json")]
    [InlineData("budget set project:demo --limit 12.50 --window day --time-zone Europe/Berlin --at-limit cheaper --soft --reserve 0.5 --json")]
    [InlineData("budget list")]
    [InlineData("budget show all --windows 3")]
    [InlineData("budget remove team:north --window week")]
    [InlineData("demo --budget 1.00 --at-limit wait --chaos kill")]
    [InlineData("bench --budgets --jobs 50000")]
    [InlineData("simulate --seeds 20000 --json")]
    [InlineData("simulate --seeds 2000 --seed 9 --break check-then-add")]
    public void Parse_WhatTheHelpSays_IsUnderstood(string line) => Assert.Empty(CommandLine.Root().Parse(line).Errors);

    [Theory]
    [InlineData("submit")]
    [InlineData("submit folder --urgency later")]
    [InlineData("estimate")]
    [InlineData("estimate folder --urgency later")]
    [InlineData("report lanes --from yesterday")]
    [InlineData("report lanes --from 2026-11-22 --to 2026-11-21")]
    [InlineData("watch")]
    [InlineData("results")]
    [InlineData("results --group g --job " + Job)]
    [InlineData("route explain not-a-uuid")]
    [InlineData("route explain")]
    [InlineData("replay")]
    [InlineData("replay --policy p.json --from yesterday")]
    [InlineData("replay --policy p.json --changes -1")]
    [InlineData("report spend --day yesterday")]
    [InlineData("report nightly")]
    [InlineData("scheduler --nightly hourly")]
    [InlineData("scheduler --time-zone Atlantis")]
    [InlineData("audit --list 0")]
    [InlineData("train")]
    [InlineData("train rollback")]
    [InlineData("train --task t --from yesterday")]
    [InlineData("train --task t --models weak,,strong")]
    [InlineData("train --task t --models weak,weak")]
    [InlineData("train --task t --confidence-weight 2")]
    [InlineData("train --task t --file labels.jsonl --from 2026-11-01")]
    [InlineData("train --task t --file labels.jsonl --kind confidence")]
    [InlineData("train --task t --from 2026-11-02 --to 2026-11-01")]
    [InlineData("budget set squad:x --limit 1")]
    [InlineData("budget set all --limit lots")]
    [InlineData("budget set all --limit 0.0000000001")]
    [InlineData("budget set all --limit 1 --reserve 1")]
    [InlineData("budget set all")]
    [InlineData("demo --budget lots")]
    [InlineData("simulate --break something")]
    [InlineData("simulate --seeds 0")]
    public async Task RunAsync_WhatMakesNoSense_IsAUsageError(string line) =>
        Assert.Equal(ExitCodes.Usage, await CommandLine.RunAsync(line.Split(' ')));

    [Fact]
    public async Task RunAsync_OptionsOfAFolderWithLines_IsAUsageError() =>
        Assert.Equal(ExitCodes.Usage, await CommandLine.RunAsync(["submit", "-", "--task", "t", "--rabbitmq", "amqp://localhost"]));

    [Theory]
    [InlineData("http://localhost")]
    [InlineData("not a uri")]
    public async Task RunAsync_ABrokerThatIsNoAmqpUri_IsAConfigurationError(string uri) =>
        Assert.Equal(ExitCodes.Configuration, await CommandLine.RunAsync(["submit", "-", "--rabbitmq", uri]));

    [Fact]
    public async Task RunAsync_ADatabaseThatIsNoConnectionString_IsAConfigurationError() =>
        Assert.Equal(ExitCodes.Configuration, await CommandLine.RunAsync(["watch", "g", "--postgres", "nonsense"]));
}

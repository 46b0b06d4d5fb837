using System.Text.RegularExpressions;
using BatchRouter.Cli;
using BatchRouter.Tests.House;
using Xunit;

namespace BatchRouter.Tests.Deploying;

/// <summary>docker-compose.yml and the Dockerfile name only what is there.</summary>
public sealed partial class ContainerTests
{
    private static readonly string Compose = File.ReadAllText(Repository.PathOf("docker-compose.yml"));
    private static readonly string Dockerfile = File.ReadAllText(Repository.PathOf("deploy/Dockerfile"));
    private static readonly HashSet<string> Commands = CommandLine.Root().Subcommands.Select(command => command.Name).ToHashSet();

    [Fact]
    public void Compose_HasEveryService()
    {
        var services = Compose[Compose.IndexOf("\nservices:", StringComparison.Ordinal)..Compose.IndexOf("\nvolumes:", StringComparison.Ordinal)];
        Assert.Equal(["migrate", "postgres", "rabbitmq", "scheduler", "worker"], ServiceName().Matches(services).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Compose_StartsOnlyCommandsOfThisProgram()
    {
        var started = OwnCommand().Matches(Compose).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(["migrate", "worker", "scheduler"], started);
        Assert.All(started, command => Assert.Contains(command, Commands));
        Assert.Contains("doctor", Commands);
        Assert.Contains("""["CMD", "batchrouter", "doctor"]""", Compose, StringComparison.Ordinal);
    }

    [Fact]
    public void Compose_HandsInOnlyVariablesThatTheProgramReads()
    {
        var read = string.Concat(Repository.Files("src", "*.cs").Select(File.ReadAllText)) + File.ReadAllText(Repository.PathOf("deploy/catalog.json"));
        var handedIn = HandedIn().Matches(Compose).Select(match => match.Groups[1].Value).Where(name => name.StartsWith("BATCHROUTER_", StringComparison.Ordinal) || name.EndsWith("_API_KEY", StringComparison.Ordinal)).ToList();
        Assert.Equal(["BATCHROUTER_POSTGRES", "BATCHROUTER_RABBITMQ", "OPENAI_API_KEY"], handedIn);
        Assert.All(handedIn, name => Assert.Contains($"\"{name}\"", read, StringComparison.Ordinal));
    }

    [Fact]
    public void Compose_ExplainsEveryVariableThatMayBeSet_AndEachHasADefault()
    {
        var head = Compose[..Compose.IndexOf("x-batchrouter:", StringComparison.Ordinal)];
        var asked = Substitution().Matches(Compose).ToList();
        Assert.NotEmpty(asked);
        Assert.All(asked, match => Assert.Contains(match.Groups[1].Value, head, StringComparison.Ordinal));
        Assert.All(asked, match => Assert.Equal(":-", match.Groups[2].Value));
    }

    [Fact]
    public void Compose_PublishesOnLoopbackOnly_AndScales()
    {
        var ports = Port().Matches(Compose).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(3, ports.Count);
        Assert.All(ports, port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));
        Assert.DoesNotContain("container_name", Compose, StringComparison.Ordinal);
        Assert.DoesNotContain("network_mode", Compose, StringComparison.Ordinal);
    }

    [Fact]
    public void Dockerfile_CopiesWhatIsThere_AndForgetsNoProjectOfTheProgram()
    {
        var copied = Copied().Matches(Dockerfile).SelectMany(match => match.Groups[1].Value.Split(' ')[..^1]).Where(path => path != "src").ToList();
        Assert.All(copied, path => Assert.True(Path.Exists(Repository.PathOf(path)), $"{path} is not there"));
        var needed = Repository.Files("src", "*.csproj").Concat(Repository.Files("src", "packages.lock.json"))
            .Select(file => Path.GetRelativePath(Repository.PathOf("."), file).Replace('\\', '/'));
        Assert.Empty(needed.Except(copied));
    }

    [Fact]
    public void Dockerfile_TakesItsBasesAsArguments_AndRunsWithoutRoot()
    {
        Assert.All(FromLine().Matches(Dockerfile), match => Assert.Matches(@"^\$\{(SDK|RUNTIME)_IMAGE\}", match.Groups[1].Value));
        Assert.Contains("\nUSER $APP_UID\n", Dockerfile, StringComparison.Ordinal);
        Assert.Contains("""ENTRYPOINT ["batchrouter"]""", Dockerfile, StringComparison.Ordinal);
        Assert.True(Dockerfile.IndexOf("USER ", StringComparison.Ordinal) > Dockerfile.LastIndexOf("RUN ", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^  ([a-z]+):$", RegexOptions.Multiline)]
    private static partial Regex ServiceName();

    [GeneratedRegex("<<: \\*batchrouter\n    command: \\[\"([a-z]+)\"")]
    private static partial Regex OwnCommand();

    [GeneratedRegex(@"^    ([A-Z_]+): ", RegexOptions.Multiline)]
    private static partial Regex HandedIn();

    [GeneratedRegex(@"\$\{([A-Z_]+)(:-)?")]
    private static partial Regex Substitution();

    [GeneratedRegex("^      - \"([^\"]*:\\d+)\"$", RegexOptions.Multiline)]
    private static partial Regex Port();

    [GeneratedRegex(@"^COPY (?!--from)(.+)$", RegexOptions.Multiline)]
    private static partial Regex Copied();

    [GeneratedRegex(@"^FROM (.+)$", RegexOptions.Multiline)]
    private static partial Regex FromLine();
}

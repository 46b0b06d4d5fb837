using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace BatchRouter.Cli.Presenting;

/// <summary>Where a command speaks: with --json, stdout holds one object and everything else goes to stderr.</summary>
internal sealed class Screen
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    private readonly bool _isJson;

    public Screen(bool json)
    {
        _isJson = json;
        Console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(json ? System.Console.Error : System.Console.Out),
        });
    }

    public bool IsJson => _isJson;

    /// <summary>For tables and progress; on a terminal with colour, elsewhere as plain lines.</summary>
    public IAnsiConsole Console { get; }

    public bool IsTerminal => Console.Profile.Out.IsTerminal && Console.Profile.Capabilities.Interactive;

    /// <summary>A plain line for people.</summary>
    public void Say(string line) => Console.Profile.Out.Writer.WriteLine(line);

    /// <summary>The result: with --json the one object on stdout, otherwise what <paramref name="show"/> makes of it.</summary>
    public void Result<T>(T result, Action<Screen> show)
    {
        if (_isJson)
            System.Console.Out.WriteLine(JsonSerializer.Serialize(result, Json));
        else
            show(this);
    }

    /// <summary>A table on a terminal, tab-separated lines elsewhere.</summary>
    public void Table(string title, IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows)
    {
        if (!IsTerminal)
        {
            Say(string.Join('\t', head));
            foreach (var row in rows)
                Say(string.Join('\t', row));
            return;
        }

        var table = new Table { Title = new TableTitle(title), Border = TableBorder.Rounded };
        foreach (var column in head)
            table.AddColumn(new TableColumn(Markup.Escape(column)));
        foreach (var row in rows)
            table.AddRow(row.Select(Markup.Escape).ToArray());
        Console.Write(table);
    }
}

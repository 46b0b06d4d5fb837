using System.Globalization;
using System.Text;

namespace BatchRouter.Sandbox.Crashing;

/// <summary>What happened in one seed, line by line, in virtual time. Only the last lines are kept; a hash remembers all.</summary>
internal sealed class Journal(TimeProvider clock)
{
    private const int Kept = 400;
    private readonly DateTimeOffset _begin = clock.GetUtcNow();
    private readonly Queue<string> _lines = new();

    /// <summary>FNV-1a over every line: two runs of one seed have the same.</summary>
    public ulong Hash { get; private set; } = 0xCBF2_9CE4_8422_2325;

    public long Count { get; private set; }

    public IReadOnlyCollection<string> Tail => _lines;

    public void Add(string who, string what)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{(clock.GetUtcNow() - _begin).TotalSeconds,9:0.000} {who,-4} {what}");
        foreach (var unit in line)
            Hash = (Hash ^ unit) * 0x0000_0100_0000_01B3;
        Count++;
        _lines.Enqueue(line);
        if (_lines.Count > Kept)
            _lines.Dequeue();
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var line in _lines)
            text.AppendLine(line);
        return text.ToString();
    }
}

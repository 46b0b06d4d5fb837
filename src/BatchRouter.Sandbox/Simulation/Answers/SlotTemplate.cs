using System.Text;

namespace BatchRouter.Sandbox.Simulation.Answers;

/// <summary>
/// Text with {slots}. Written with values it is a prompt of the demo; read back from a prompt it gives the values,
/// which is how the provider knows what is right without being told. Begins with a literal, and slots never touch.
/// </summary>
internal sealed class SlotTemplate
{
    private readonly List<string> _literals = [];
    private readonly List<string> _slots = [];

    public SlotTemplate(string text)
    {
        var rest = text.AsSpan();
        for (var open = rest.IndexOf('{'); open >= 0; open = rest.IndexOf('{'))
        {
            var close = rest.IndexOf('}');
            _literals.Add(rest[..open].ToString());
            _slots.Add(rest[(open + 1)..close].ToString());
            rest = rest[(close + 1)..];
        }

        _literals.Add(rest.ToString());
    }

    public string Fill(IReadOnlyDictionary<string, string> values)
    {
        var text = new StringBuilder(_literals[0]);
        for (var slot = 0; slot < _slots.Count; slot++)
            text.Append(values[_slots[slot]]).Append(_literals[slot + 1]);
        return text.ToString();
    }

    /// <summary>Finds the template anywhere in a text; null if it is not there.</summary>
    public Dictionary<string, string>? Read(string text)
    {
        var at = text.IndexOf(_literals[0], StringComparison.Ordinal);
        if (at < 0)
            return null;
        at += _literals[0].Length;
        var values = new Dictionary<string, string>(_slots.Count, StringComparer.Ordinal);
        for (var slot = 0; slot < _slots.Count; slot++)
        {
            var end = text.IndexOf(_literals[slot + 1], at, StringComparison.Ordinal);
            if (end < 0)
                return null;
            values[_slots[slot]] = text[at..end];
            at = end + _literals[slot + 1].Length;
        }

        return values;
    }
}

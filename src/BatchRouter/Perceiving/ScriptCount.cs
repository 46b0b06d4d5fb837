namespace BatchRouter.Perceiving;

/// <summary>Letters by their writing: the one outside Latin that has the most, where it has more than Latin has words' worth.</summary>
internal struct ScriptCount
{
    private int _latin;
    private int _other;
    private string? _language;
    private int _lead;

    // A vote in one pass: the writing that has more than half of the letters outside Latin keeps the lead.
    public void Add(char letter)
    {
        if (Scripts.Of(letter) is not { } language)
        {
            _latin++;
            return;
        }

        _other++;
        if (_lead == 0)
            _language = language;
        _lead += _language == language ? 1 : -1;
    }

    // Writings without an alphabet say more per letter, so some of them among Latin names and code are enough.
    public readonly string? Language => _other >= 2 && _other * 3 > _latin ? _language : null;
}

namespace BatchRouter.Budgeting;

/// <summary>Whose spending a budget limits.</summary>
public abstract record BudgetScope
{
    /// <summary>Every form of its text.</summary>
    public const string Forms = "all, team:NAME, project:NAME, model:NAME or label:KEY=VALUE";

    private BudgetScope()
    {
    }

    /// <summary>The scope that covers every attempt.</summary>
    public static BudgetScope Everything { get; } = new All();

    /// <summary>Whether an attempt counts against it.</summary>
    /// <param name="team">The project's team; null, it has none.</param>
    /// <param name="project">The job's project.</param>
    /// <param name="model">The model's name in the catalogue.</param>
    /// <param name="labels">The job's labels.</param>
    public abstract bool Covers(string? team, string project, string model, IReadOnlyDictionary<string, string> labels);

    /// <exception cref="FormatException">The text is no scope; says what would be one.</exception>
    public static BudgetScope Parse(string text) => TryParse(text, out var scope, out var error) ? scope! : throw new FormatException(error);

    /// <param name="text">E.g. <c>project:demo</c>; upper and lower case differ.</param>
    /// <param name="scope">Null where the text is none.</param>
    /// <param name="error">Null where it is one; otherwise names the field, what is wrong and what would be right.</param>
    public static bool TryParse(string text, out BudgetScope? scope, out string? error) => ScopeText.TryRead(text, out scope, out error);

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public sealed override string ToString() => Text;

    private protected abstract string Text { get; }

    /// <summary>Everything.</summary>
    public sealed record All : BudgetScope
    {
        private protected override string Text => "all";

        public override bool Covers(string? team, string project, string model, IReadOnlyDictionary<string, string> labels) => true;
    }

    /// <summary>All projects of one team.</summary>
    public sealed record Team(string Name) : BudgetScope
    {
        private protected override string Text => $"team:{Name}";

        public override bool Covers(string? team, string project, string model, IReadOnlyDictionary<string, string> labels) => team == Name;
    }

    /// <summary>One project.</summary>
    public sealed record Project(string Name) : BudgetScope
    {
        private protected override string Text => $"project:{Name}";

        public override bool Covers(string? team, string project, string model, IReadOnlyDictionary<string, string> labels) => project == Name;
    }

    /// <summary>One model, whoever asks it.</summary>
    public sealed record Model(string Name) : BudgetScope
    {
        private protected override string Text => $"model:{Name}";

        public override bool Covers(string? team, string project, string model, IReadOnlyDictionary<string, string> labels) => model == Name;
    }

    /// <summary>All jobs with this label. Its key holds no '=': that ends the key in the text.</summary>
    public sealed record Label(string Key, string Value) : BudgetScope
    {
        private protected override string Text => $"label:{Key}={Value}";

        public override bool Covers(string? team, string project, string model, IReadOnlyDictionary<string, string> labels) =>
            labels.TryGetValue(Key, out var value) && value == Value;
    }
}

using BatchRouter.Budgeting;
using BatchRouter.Catalog;

namespace BatchRouter.Worker.Configuring;

/// <summary>Checks the table of budgets key by key.</summary>
internal sealed class BudgetTableReader(StrictJson source, PolicyFile written, ModelCatalog catalog)
{
    public IReadOnlyList<Budget> Read()
    {
        var budgets = written.Budgets.Select((entry, i) => Read($"$.budgets[{i}]", entry)).ToList();
        for (var i = 0; i < budgets.Count; i++)
            if (budgets.FindIndex(other => other.Scope == budgets[i].Scope && other.Window == budgets[i].Window) < i)
                throw source.Fault($"$.budgets[{i}]", $"{budgets[i].Scope} per {written.Budgets[i].Window} stands twice");
        return budgets;
    }

    private Budget Read(string path, PolicyFile.BudgetEntry entry)
    {
        if (!BudgetScope.TryParse(entry.Scope, out var scope, out var error))
            throw source.Fault($"{path}.scope", error!);
        Known($"{path}.scope", scope!);
        return new Budget
        {
            Scope = scope!,
            Window = Word<BudgetWindow>($"{path}.window", entry.Window),
            Zone = TimeZoneInfo.TryFindSystemTimeZoneById(entry.TimeZone, out var zone)
                ? zone
                : throw source.Fault($"{path}.timeZone", $"'{entry.TimeZone}' is no time zone of this machine; an IANA name such as Europe/Berlin is wanted"),
            LimitNanoUsd = Money($"{path}.limitUsd", entry.LimitUsd),
            AtLimit = Word<AtLimit>($"{path}.atLimit", entry.AtLimit),
            IsSoft = entry.Soft,
            ReserveNanoUsd = entry.ReserveUsd == 0 || entry.Soft
                ? Money($"{path}.reserveUsd", entry.ReserveUsd)
                : throw source.Fault($"{path}.reserveUsd", "only a soft budget keeps a reserve: add \"soft\": true, or leave it out"),
        };
    }

    // A limit on something that does not exist would silently limit nothing.
    private void Known(string path, BudgetScope scope)
    {
        var (isKnown, problem) = scope switch
        {
            BudgetScope.Project { Name: var name } => (written.Projects.ContainsKey(name), $"project '{name}' is not declared: {NearestName.Hint(name, written.Projects.Keys)}"),
            BudgetScope.Team { Name: var name } => (written.Projects.Values.Any(project => project.Team == name), $"no project is in team '{name}': {NearestName.Hint(name, written.Projects.Values.Select(project => project.Team).OfType<string>())}"),
            BudgetScope.Model { Name: var name } => (catalog.Find(name) is not null, $"model '{name}' is not in the catalogue: {NearestName.Hint(name, catalog.Models.Select(model => model.Name))}"),
            _ => (true, ""),
        };
        if (!isKnown)
            throw source.Fault(path, problem);
    }

    private long Money(string path, decimal usd) => usd is >= 0 and <= 1_000_000_000 && decimal.Round(usd, 9) == usd
        ? (long)(usd * 1_000_000_000m)
        : throw source.Fault(path, "0 to 1,000,000,000 USD with at most nine decimals is wanted");

    private T Word<T>(string path, string word) where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
            if (value.ToString().Equals(word, StringComparison.OrdinalIgnoreCase) && !char.IsUpper(word[0]))
                return value;
        throw source.Fault(path, $"'{word}' is unknown: {NearestName.Hint(word, Enum.GetNames<T>().Select(name => name.ToLowerInvariant()))}");
    }
}

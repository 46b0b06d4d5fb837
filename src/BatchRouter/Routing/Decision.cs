using BatchRouter.Budgeting;
using BatchRouter.Classifying;
using BatchRouter.Experimenting;

namespace BatchRouter.Routing;

/// <summary>A plan, the candidates and the reasons: what is stored for one step of a job.</summary>
public sealed record Decision
{
    public required RoutingRequest Request { get; init; }

    public required string CatalogVersion { get; init; }

    public required string PolicyVersion { get; init; }

    /// <summary>The rule that held, or null.</summary>
    public string? Rule { get; init; }

    /// <summary>The quality to reach.</summary>
    public required double Quality { get; init; }

    public required IReadOnlyList<Candidate> Candidates { get; init; }

    public required Plan Plan { get; init; }

    /// <summary>Why this plan, from <see cref="ReasonCodes"/>.</summary>
    public required string Reason { get; init; }

    public required Choice Choice { get; init; }

    /// <summary>The experiments it is part of, and in which arm.</summary>
    public IReadOnlyList<Assignment> Assignments { get; init; } = [];
}

/// <summary>What a decision comes to.</summary>
public abstract record Choice
{
    private Choice() { }

    /// <summary>Buy the plan's first step now.</summary>
    public sealed record Buy(Candidate First) : Choice;

    /// <summary>A small model is asked first what kind of prompt this is.</summary>
    public sealed record Classify(Candidate Candidate, ClassifySettings Settings) : Choice;

    /// <summary>Nobody can be asked now, somebody can later.</summary>
    public sealed record Hold(string Reason, DateTimeOffset WakeAt, MoneyWait? Money = null) : Choice;

    /// <summary>Nobody can ever be asked.</summary>
    public sealed record Refuse(string Field, string Code, string Reason) : Choice;
}

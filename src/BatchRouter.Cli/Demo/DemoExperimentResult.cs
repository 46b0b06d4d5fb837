using BatchRouter.Cli.Presenting;
using BatchRouter.Cli.Reporting;
using BatchRouter.Postgres.Judging;

namespace BatchRouter.Cli.Demo;

/// <summary>What the experiments of a demo came to.</summary>
internal sealed record DemoExperimentResult
{
    /// <summary>Two-sided: a share that is right passes this in one of a thousand demos.</summary>
    private const double Bound = 3.29;

    public required IReadOnlyList<DemoArmResult> Arms { get; init; }

    /// <summary>How many standard errors a share may be off: 99.9% of the time it is not.</summary>
    public double ZBound { get; } = Bound;

    /// <summary>Every share is within its sampling error.</summary>
    public bool SharesOk => Arms.All(arm => Math.Abs(arm.Z) <= Bound);

    public required long ShadowJobs { get; init; }

    /// <summary>In <c>spend_usd</c>, and booked apart.</summary>
    public required decimal ShadowUsd { get; init; }

    /// <summary>Of the shadows' answers with those given, 0 to 1.</summary>
    public required Mean ShadowAgreement { get; init; }

    public required long AuditJobs { get; init; }

    /// <summary>In <c>spend_usd</c>, and booked apart.</summary>
    public required decimal AuditUsd { get; init; }

    public required Mean AuditAgreement { get; init; }

    /// <summary>Side jobs and comparisons that did not come to an end in time; 0, all did.</summary>
    public required long OpenSides { get; init; }

    /// <summary>Users' jobs whose answer is a side job's; 0, or something is wrong.</summary>
    public required long Mixed { get; init; }

    public static DemoExperimentResult Of(IReadOnlyList<ArmRow> arms, IReadOnlyList<ShadowRow> shadows, SideSums sums, long jobs, long settled)
    {
        var placed = arms.ToDictionary(arm => (arm.Experiment, arm.Arm), arm => arm.Jobs);
        var beside = shadows.ToDictionary(shadow => (shadow.Experiment, shadow.Arm), shadow => shadow.Jobs);
        return new DemoExperimentResult
        {
            Arms = DemoExperiment.Arms.Select(arm => arm.Kind == "shadow"
                ? DemoArmResult.Of(arm, beside.GetValueOrDefault((arm.Experiment, arm.Name)), settled)
                : DemoArmResult.Of(arm, placed.GetValueOrDefault((arm.Experiment, arm.Name)), jobs)).ToList(),
            ShadowJobs = sums.ShadowJobs,
            ShadowUsd = Usd.Of(sums.ShadowNanoUsd),
            ShadowAgreement = Mean.Of(sums.ShadowsCompared, sums.ShadowAgreement, sums.ShadowDeviation),
            AuditJobs = sums.AuditJobs,
            AuditUsd = Usd.Of(sums.AuditNanoUsd),
            AuditAgreement = Mean.Of(sums.AuditsCompared, sums.AuditAgreement, sums.AuditDeviation),
            OpenSides = sums.Open,
            Mixed = sums.Mixed,
        };
    }
}

/// <summary>How many jobs fell into an arm.</summary>
internal sealed record DemoArmResult(string Experiment, string Arm, long Jobs, double ExpectedShare, double Share, double Z)
{
    public static DemoArmResult Of(DemoArm arm, long jobs, long all)
    {
        var error = Math.Sqrt(arm.Share * (1 - arm.Share) * Math.Max(1, all));
        return new DemoArmResult(
            arm.Experiment, arm.Name, jobs, arm.Share, Math.Round(jobs / (double)Math.Max(1, all), 4), Math.Round((jobs - (arm.Share * all)) / error, 2));
    }
}

using BatchRouter.Cli.Training;
using BatchRouter.Learning;
using BatchRouter.Postgres.Learning;
using BatchRouter.Scoring;
using Xunit;

namespace BatchRouter.Tests.Training;

public sealed class GatheredExamplesTests
{
    private static readonly Guid Cheap = new(1, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);

    private readonly GatheredExamples _gathered = new(GatheredExamples.DefaultConfidenceWeight);

    [Fact]
    public void Add_AnAudit_LabelsTheCheaperByAgreementAndTheStrongestWithOne()
    {
        _gathered.Add(Outcome() with { Audit = new StoredAudit(Cheap, "weak", "strong", 0.25) }, "p");
        var example = Assert.Single(_gathered.Prompts());
        Assert.Equal((0.25, 1, 1), (example.Quality["weak"], example.Quality["strong"], example.Weight));
        Assert.Equal((Cheap.ToString(), 0.25), (Assert.Single(_gathered.Answers).Id, _gathered.Answers[0].Correct));
    }

    [Fact]
    public void Add_WhatUsersSay_StandsAboveAnAudit_AndCountsTwice()
    {
        _gathered.Add(Outcome() with { Feedback = 0.9, Audit = new StoredAudit(Cheap, "weak", "strong", 0.75) }, "p");
        var example = Assert.Single(_gathered.Prompts());
        Assert.Equal((0.9, 1, 2), (example.Quality["weak"], example.Quality["strong"], example.Weight));
        Assert.Equal(0.9, Assert.Single(_gathered.Answers).Correct);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    public void Add_UsersWhoContradictAnAudit_LeaveTheStrongestWithoutALabel(double score, double agreement)
    {
        _gathered.Add(Outcome() with { Feedback = score, Audit = new StoredAudit(Cheap, "weak", "strong", agreement) }, "p");
        Assert.Equal(["weak"], Assert.Single(_gathered.Prompts()).Quality.Keys);
    }

    [Fact]
    public void Add_ConfidencesOfOnePrompt_AreOneExampleOfLittleWeight()
    {
        _gathered.Add(Outcome(0.6), "p");
        _gathered.Add(Outcome(0.8), "p");
        var example = Assert.Single(_gathered.Prompts());
        Assert.Equal((0.7, 0.1), (Math.Round(example.Quality["weak"], 9), example.Weight));
        Assert.Empty(_gathered.Answers);
    }

    [Fact]
    public void Add_APromptThatIsJudgedElsewhere_NeedsNoConfidence()
    {
        _gathered.Add(Outcome(0.99), "p");
        _gathered.Add(Outcome() with { Feedback = 0 }, "p");
        Assert.Equal(0, Assert.Single(_gathered.Prompts()).Quality["weak"]);
    }

    [Fact]
    public void Add_AVetoedAnswer_SaysNothingOfThePrompt()
    {
        _gathered.Add(Outcome(0.02, new Signal(Vetoes.Truncated, 1, -3)), "p");
        Assert.Empty(_gathered.Prompts());
        Assert.Equal((1L, 0L), (_gathered.Counts.Vetoed, _gathered.Counts.Confidences));
    }

    [Fact]
    public void Add_AnAuditedAnswerOfAnotherJob_IsReportedByTraining()
    {
        _gathered.Add(Outcome() with { Audit = new StoredAudit(Guid.Empty, "weak", "strong", 1) }, "p");
        Assert.Contains(ConfidenceTrainer.Train(_gathered.Answers).Findings, finding => finding.Flaw == TrainingFlaw.NoSignals);
    }

    private static StoredOutcome Outcome(double confidence = 0.9, params Signal[] more) => new()
    {
        Id = "shop/1",
        Body = default,
        AnswerModel = "weak",
        AnswerAttempt = Cheap,
        Attempts = [new StoredAttempt(Cheap, "weak", confidence, [new Signal("prior", 0.7, 0.85), .. more])],
    };
}

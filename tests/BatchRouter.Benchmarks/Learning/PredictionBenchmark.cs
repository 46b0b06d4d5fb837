using BatchRouter.Learning;
using BenchmarkDotNet.Attributes;

namespace BatchRouter.Benchmarks.Learning;

/// <summary>One prediction of two models' quality from a prompt of 2 KB.</summary>
public class PredictionBenchmark
{
    private readonly LearnedQuality _model = SomePrompts.Learn();
    private readonly string[] _prompts = SomePrompts.TwoKilobytes();
    private int _at;

    [Benchmark]
    public QualityPrediction Predict() => _model.Predict(_prompts[_at++ & 63]);
}

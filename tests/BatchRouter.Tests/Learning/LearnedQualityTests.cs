using BatchRouter.Learning;
using Xunit;

namespace BatchRouter.Tests.Learning;

public sealed class LearnedQualityTests
{
    private const string Easy = "the river and the green table near a window of the market";
    private const string Hard = "the river and the manifold near a window of the market";
    private static readonly LearnedQuality Model = Learn(Planted.Examples(600, 1));

    [Fact]
    public void Predict_HardWord_GainsFromTheStronger()
    {
        var (easy, hard) = (Model.Predict(Easy), Model.Predict(Hard));
        Assert.True(hard.Gain("strong", "weak") > easy.Gain("strong", "weak") + 0.3, $"hard {hard.Gain("strong", "weak")}, easy {easy.Gain("strong", "weak")}");
        Assert.InRange(hard.Of("weak")!.Value, 0, 0.5);
        Assert.InRange(easy.Of("weak")!.Value, 0.6, 1);
    }

    [Fact]
    public void Predict_UnknownModel_IsNull()
    {
        Assert.Null(Model.Predict(Easy).Of("other"));
        Assert.Null(Model.Predict(Easy).Gain("strong", "other"));
    }

    [Fact]
    public void Evidence_OfStrangeText_IsLower()
    {
        var strange = Model.Predict("Donaudampfschifffahrtsgesellschaft übernimmt Kapitänsmützen zwecks Jahresinventur");
        Assert.True(strange.Evidence < Model.Predict(Easy).Evidence / 2, $"strange {strange.Evidence}, easy {Model.Predict(Easy).Evidence}");
    }

    [Fact]
    public void Evidence_OfFewLabels_IsLower() =>
        Assert.True(Learn(Planted.Examples(40, 1)).Predict(Easy).Evidence < Model.Predict(Easy).Evidence);

    [Fact]
    public void Bytes_RoundTrip_PredictTheSame()
    {
        var bytes = Model.ToBytes();
        var back = LearnedQuality.FromBytes(bytes);
        Assert.Equal(bytes, back.ToBytes());
        Assert.Equal((Model.Task, Model.TrainingSize, Model.CalibrationError), (back.Task, back.TrainingSize, back.CalibrationError));
        Assert.Equal(Model.Models, back.Models);
        foreach (var prompt in (string[])[Easy, Hard, "", "x"])
            Assert.All(Model.Predict(prompt).Quality.Zip(back.Predict(prompt).Quality), pair => Assert.Equal(pair.First, pair.Second, 3));
    }

    [Fact]
    public void FromBytes_Damaged_SaysWhat()
    {
        var bytes = Model.ToBytes();
        Assert.Contains("cut off", Assert.Throws<InvalidDataException>(() => LearnedQuality.FromBytes(bytes.AsSpan(0, 500))).Message);
        Assert.Contains("no learned model", Assert.Throws<InvalidDataException>(() => LearnedQuality.FromBytes("not a model at all"u8)).Message);
        bytes[4] = 99;
        Assert.Contains("version 99", Assert.Throws<InvalidDataException>(() => LearnedQuality.FromBytes(bytes)).Message);
    }

    [Fact]
    public void FromBytes_OfAnOlderVersion_AsksToTrainAgain()
    {
        var bytes = Model.ToBytes();
        bytes[4] = 1;
        Assert.Contains("version 1, this program reads 2: train it again", Assert.Throws<InvalidDataException>(() => LearnedQuality.FromBytes(bytes)).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\0\ud800")]
    public void Predict_AnyText_IsAChance(string prompt) => Assert.All(Model.Predict(prompt).Quality, quality => Assert.InRange(quality, 0, 1));

    [Fact]
    public void Predict_VeryLongText_HasALimit() =>
        Assert.All(Model.Predict(new string('a', 300_000) + Hard).Quality, quality => Assert.InRange(quality, 0, 1));

    [Fact]
    public void ThresholdFor_AShare_SplitsThePredictedGains()
    {
        var gains = Assert.Single(Model.Gains);
        Assert.True(gains.ThresholdFor(0.1) > gains.ThresholdFor(0.9));
        var above = Planted.Examples(600, 1).Count(example => Model.Predict(example.Prompt).Gain("strong", "weak") > gains.ThresholdFor(0.4));
        Assert.InRange(above, 200, 280);
    }

    [Fact]
    public void Train_Twice_GivesTheSameBytes() => Assert.Equal(Model.ToBytes(), Learn(Planted.Examples(600, 1)).ToBytes());

    private static LearnedQuality Learn(IEnumerable<TrainingExample> examples) =>
        Assert.IsType<TrainingOutcome<LearnedQuality>.Learned>(QualityTrainer.Train("planted", Planted.Models, examples, stop: TestContext.Current.CancellationToken)).Model;
}

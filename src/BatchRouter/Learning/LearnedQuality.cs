using System.Runtime.Intrinsics;
using BatchRouter.Learning.Fitting;
using BatchRouter.Learning.Reading;

namespace BatchRouter.Learning;

/// <summary>
/// What was learned about the models of one task: immutable, safe to call from many threads, compact as bytes. Reads nothing but the
/// prompt's text.
/// </summary>
public sealed class LearnedQuality
{
    // At so many labels half of what they say is believed.
    private const double HalfEvidence = 100;

    private const int Lanes = 4;

    private readonly LearnedParts _parts;
    private readonly float[] _table;
    private readonly int _stride;

    internal LearnedQuality(LearnedParts parts)
    {
        _parts = parts;
        // Whole vectors: what one bucket says about all models stands side by side.
        _stride = (parts.Models.Length + Lanes) / Lanes * Lanes;
        _table = new float[parts.Scale.Space.Buckets * _stride];
        for (var bucket = 0; bucket < parts.Scale.Space.Buckets; bucket++)
        {
            var idf = parts.Scale.Idf[bucket];
            _table[bucket * _stride] = idf;
            for (var model = 0; model < parts.Models.Length; model++)
                _table[(bucket * _stride) + 1 + model] = idf * parts.Weights[(bucket * parts.Models.Length) + model];
        }
    }

    public string Task => _parts.Task;

    /// <summary>In the order of training: weakest first.</summary>
    public IReadOnlyList<string> Models => _parts.Models;

    /// <summary>Distinct prompts it was learned from.</summary>
    public int TrainingSize => _parts.TrainingSize;

    /// <summary>The ridge's lambda that the data chose.</summary>
    public double Strength => _parts.Strength;

    /// <summary>Expected calibration error out of fold, 0..1, by model.</summary>
    public IReadOnlyList<double> CalibrationErrors => _parts.CalibrationErrors;

    /// <summary>The worst of <see cref="CalibrationErrors"/>.</summary>
    public double CalibrationError => _parts.CalibrationErrors.Max();

    /// <summary>One per pair of models.</summary>
    public IReadOnlyList<GainQuantiles> Gains => _parts.Gains;

    public QualityPrediction Predict(string prompt)
    {
        var reader = PromptReader.Rent(_parts.Scale.Space);
        reader.Read(prompt);
        var models = _parts.Models.Length;
        Span<float> sums = stackalloc float[_stride];
        Span<float> raw = stackalloc float[models];
        _parts.Means.CopyTo(raw);
        AddBlock(reader, reader.Met[..reader.WordCount], sums, raw);
        AddBlock(reader, reader.Met.Slice(reader.WordCount, reader.ContextCount), sums, raw);
        AddBlock(reader, reader.Met[(reader.WordCount + reader.ContextCount)..], sums, raw);
        AddMarks(reader.Marks, raw);
        return new QualityPrediction(_parts.Models, _parts.Calibration.Of(raw), Evidence(reader.Words));
    }

    /// <summary>A versioned binary form; see <see cref="FromBytes"/>.</summary>
    public byte[] ToBytes() => LearnedBytes.Write(_parts);

    /// <exception cref="InvalidDataException">Not a learned model, cut off, or of a version this program does not read.</exception>
    public static LearnedQuality FromBytes(ReadOnlySpan<byte> bytes) => new(LearnedBytes.Read(bytes));

    // Lane 0 gathers the block's length, the others what it says about each model.
    private void AddBlock(PromptReader reader, ReadOnlySpan<int> block, Span<float> sums, Span<float> raw)
    {
        ReadOnlySpan<float> table = _table;
        var times = reader.Times;
        var weights = ColumnScale.TimesWeights;
        var stride = _stride;
        var squares = 0f;
        for (var lane = 0; lane < stride; lane += Lanes)
        {
            var (sum, square) = (Vector128<float>.Zero, Vector128<float>.Zero);
            foreach (var bucket in block)
            {
                var value = Vector128.Create(table.Slice((bucket * stride) + lane, Lanes)) * weights[times[bucket]];
                sum += value;
                square += value * value;
            }

            sum.CopyTo(sums[lane..]);
            squares = lane == 0 ? square[0] : squares;
        }

        if (squares > 0)
            for (var model = 0; model < raw.Length; model++)
                raw[model] += sums[model + 1] / MathF.Sqrt(squares);
    }

    private void AddMarks(ReadOnlySpan<float> marks, Span<float> raw)
    {
        var at = _parts.Scale.Space.Buckets * raw.Length;
        for (var mark = 0; mark <= marks.Length; mark++, at += raw.Length)
        {
            var value = mark < marks.Length ? _parts.Scale.OfMark(mark, marks[mark]) : ColumnScale.Constant;
            for (var model = 0; model < raw.Length; model++)
                raw[model] += value * _parts.Weights[at + model];
        }
    }

    private double Evidence(ReadOnlySpan<uint> words)
    {
        var alike = Math.Min(1, _parts.Seen.Share(words) / _parts.TypicalKnown);
        return alike * _parts.TrainingSize / (_parts.TrainingSize + HalfEvidence);
    }
}

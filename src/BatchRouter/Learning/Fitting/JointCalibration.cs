namespace BatchRouter.Learning.Fitting;

/// <summary>
/// Raw predictions made chances, all models together: per model a logistic regression on the raw predictions of all, their squares and
/// products, pulled towards Platt's scaling of the model's own. Each model's prediction is noisy in its own way, and what is expected of
/// one says something about the other: where one is nearly always right, its own prediction says little.
/// </summary>
internal sealed class JointCalibration
{
    // Of more models the products outnumber what labels can tell: each is scaled by itself.
    private const int MostJoined = 6;

    // In labels, about: fewer than so many change nothing.
    private const double Pull = 10;

    // A prediction further from the mean than so many spreads counts as this far: squares must not run away.
    private const double MostSpreads = 4;

    public required int Models { get; init; }

    /// <summary>By model: of the raw predictions it was fitted on.</summary>
    public required float[] Means { get; init; }

    public required float[] Spreads { get; init; }

    /// <summary><c>[model * TermsOf(models) + term]</c>, in log-odds: offset, models' predictions in spreads from the mean, their products.</summary>
    public required float[] Coefficients { get; init; }

    public static int TermsOf(int models) => 1 + models + (IsJoined(models) ? models * (models + 1) / 2 : 0);

    /// <param name="raws">By example and model: predictions by fits that have not seen the example.</param>
    /// <param name="labels">What was right. An example without a model's label says nothing about that model.</param>
    /// <param name="among">Examples to fit on.</param>
    public static JointCalibration Fit(IReadOnlyList<float[]> raws, LabelTable labels, IReadOnlyList<int> among)
    {
        var models = labels.Models;
        var joint = new JointCalibration { Models = models, Means = new float[models], Spreads = new float[models], Coefficients = new float[models * TermsOf(models)] };
        for (var model = 0; model < models; model++)
        {
            var mean = among.Select(i => (double)raws[i][model]).DefaultIfEmpty().Average();
            joint.Means[model] = (float)mean;
            joint.Spreads[model] = (float)Math.Sqrt(among.Select(i => Math.Pow(raws[i][model] - mean, 2)).DefaultIfEmpty().Average());
        }

        var rows = among.ToDictionary(i => i, i => joint.Row(raws[i]));
        for (var model = 0; model < models; model++)
        {
            var known = among.Where(i => labels.Has(i, model)).ToList();
            var platt = Platt.Fit(known.ConvertAll(i => ((double)raws[i][model], labels.Of(i, model), labels.Weights[i])));
            joint.Fit(model, platt, known.ConvertAll(i => new LogisticPoint(rows[i], labels.Of(i, model), labels.Weights[i])));
        }

        return joint;
    }

    /// <summary>Chances by model, 0..1, of raw predictions by model.</summary>
    public double[] Of(ReadOnlySpan<float> raw)
    {
        var terms = TermsOf(Models);
        var chances = new double[Models];
        Span<double> row = stackalloc double[terms];
        Fill(raw, row);
        for (var model = 0; model < Models; model++)
        {
            var sum = 0.0;
            for (var term = 0; term < terms; term++)
                sum += Coefficients[(model * terms) + term] * row[term];
            chances[model] = 1 / (1 + Math.Exp(-sum));
        }

        return chances;
    }

    public void WriteTo(BinaryWriter to)
    {
        foreach (var number in (float[])[.. Means, .. Spreads, .. Coefficients])
            to.Write(number);
    }

    public static JointCalibration ReadFrom(BinaryReader from, int models)
    {
        float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => from.ReadSingle())];
        return new JointCalibration { Models = models, Means = Numbers(models), Spreads = Numbers(models), Coefficients = Numbers(models * TermsOf(models)) };
    }

    private static bool IsJoined(int models) => models is > 1 and <= MostJoined;

    private void Fit(int model, Platt own, List<LogisticPoint> known)
    {
        var coefficients = new double[TermsOf(Models)];
        coefficients[0] = own.Offset + (own.Slope * Means[model]);
        coefficients[1 + model] = own.Slope * Spreads[model];
        if (IsJoined(Models))
            coefficients = Logistic.Fit(known, coefficients, [.. Enumerable.Repeat(Pull, coefficients.Length)]);
        for (var term = 0; term < coefficients.Length; term++)
            Coefficients[(model * coefficients.Length) + term] = (float)coefficients[term];
    }

    private double[] Row(ReadOnlySpan<float> raw)
    {
        var row = new double[TermsOf(Models)];
        Fill(raw, row);
        return row;
    }

    private void Fill(ReadOnlySpan<float> raw, Span<double> row)
    {
        row[0] = 1;
        for (var model = 0; model < raw.Length; model++)
            row[1 + model] = Spreads[model] > 0 ? Math.Clamp((raw[model] - Means[model]) / Spreads[model], -MostSpreads, MostSpreads) : 0;
        for (int one = 1, at = 1 + raw.Length; at < row.Length; one++)
            for (var other = 1; other <= one; other++)
                row[at++] = row[one] * row[other];
    }
}

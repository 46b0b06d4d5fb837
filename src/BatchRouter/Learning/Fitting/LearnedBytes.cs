using System.Text;
using BatchRouter.Learning.Reading;

namespace BatchRouter.Learning.Fitting;

/// <summary>
/// The stored form of a learned model, little-endian: magic, version, head, and then the table in half precision, buckets that were never
/// seen left out by a run length.
/// </summary>
internal static class LearnedBytes
{
    private const uint Magic = 0x514C5242; // "BRLQ"
    private const ushort Version = 2;
    private const int MostModels = 64;

    public static byte[] Write(LearnedParts parts)
    {
        using var memory = new MemoryStream();
        using (var to = new BinaryWriter(memory, Encoding.UTF8))
        {
            to.Write(Magic);
            to.Write(Version);
            WriteHead(to, parts);
            WriteTable(to, parts);
        }

        return memory.ToArray();
    }

    public static LearnedParts Read(ReadOnlySpan<byte> bytes)
    {
        using var from = new BinaryReader(new MemoryStream(bytes.ToArray()), Encoding.UTF8);
        try
        {
            if (from.ReadUInt32() != Magic)
                throw new InvalidDataException("these bytes are no learned model");
            var version = from.ReadUInt16();
            if (version != Version)
                throw new InvalidDataException($"the learned model has version {version}, this program reads {Version}: train it again");
            return ReadAll(from);
        }
        catch (EndOfStreamException cut)
        {
            throw new InvalidDataException("the learned model is cut off", cut);
        }
    }

    private static void WriteHead(BinaryWriter to, LearnedParts parts)
    {
        to.Write(parts.Task);
        to.Write((byte)parts.Models.Length);
        for (var model = 0; model < parts.Models.Length; model++)
        {
            to.Write(parts.Models[model]);
            to.Write(parts.Means[model]);
            to.Write(parts.CalibrationErrors[model]);
        }

        parts.Calibration.WriteTo(to);
        to.Write(parts.TrainingSize);
        to.Write(parts.Strength);
        to.Write(parts.TypicalKnown);
        foreach (var pair in parts.Gains)
            foreach (var quantile in pair.Quantiles)
                to.Write((float)quantile);
        var space = parts.Scale.Space;
        foreach (var size in (int[])[space.WordBits, space.MostWords, space.ContextBits, space.CharBits, space.FewestChars, space.MostChars, PromptMarks.Count])
            to.Write((byte)size);
    }

    private static void WriteTable(BinaryWriter to, LearnedParts parts)
    {
        var (scale, models) = (parts.Scale, parts.Models.Length);
        for (var mark = 0; mark < PromptMarks.Count; mark++)
        {
            to.Write(scale.MarkMean[mark]);
            to.Write(scale.MarkScale[mark]);
        }

        for (var at = scale.Space.Buckets * models; at < parts.Weights.Length; at++)
            to.Write(parts.Weights[at]);
        foreach (var part in parts.Seen.Map)
            to.Write(part);
        var skipped = 0;
        for (var bucket = 0; bucket < scale.Space.Buckets; bucket++)
        {
            if (scale.Idf[bucket] == 0)
            {
                skipped++;
                continue;
            }

            to.Write7BitEncodedInt(skipped);
            skipped = 0;
            to.Write((Half)scale.Idf[bucket]);
            for (var model = 0; model < models; model++)
                to.Write((Half)parts.Weights[(bucket * models) + model]);
        }

        to.Write7BitEncodedInt(skipped);
    }

    private static LearnedParts ReadAll(BinaryReader from)
    {
        var task = from.ReadString();
        var count = from.ReadByte();
        if (count is 0 or > MostModels)
            throw new InvalidDataException($"the learned model names {count} models");
        var models = new (string Name, float Mean, double Error)[count];
        for (var model = 0; model < count; model++)
            models[model] = (from.ReadString(), from.ReadSingle(), from.ReadDouble());
        var calibration = JointCalibration.ReadFrom(from, count);
        var (size, strength, known) = (from.ReadInt32(), from.ReadDouble(), from.ReadDouble());
        var names = models.Select(model => model.Name).ToArray();
        var gains = ReadGains(from, names);
        var space = ReadSpace(from);
        var weights = new float[space.Columns * count];
        var (scale, seen) = ReadTable(from, space, weights, count);
        return new LearnedParts
        {
            Task = task,
            Models = names,
            TrainingSize = size,
            Strength = strength,
            TypicalKnown = known,
            CalibrationErrors = [.. models.Select(model => model.Error)],
            Calibration = calibration,
            Means = [.. models.Select(model => model.Mean)],
            Gains = gains,
            Scale = scale,
            Seen = seen,
            Weights = weights,
        };
    }

    private static GainQuantiles[] ReadGains(BinaryReader from, string[] models)
    {
        var gains = new List<GainQuantiles>();
        for (var strong = 1; strong < models.Length; strong++)
            for (var weak = 0; weak < strong; weak++)
            {
                var quantiles = new double[GainQuantiles.Count];
                for (var q = 0; q < quantiles.Length; q++)
                    quantiles[q] = from.ReadSingle();
                gains.Add(new GainQuantiles(models[strong], models[weak], quantiles));
            }

        return [.. gains];
    }

    private static FeatureSpace ReadSpace(BinaryReader from)
    {
        var space = new FeatureSpace(from.ReadByte(), from.ReadByte(), from.ReadByte(), from.ReadByte(), from.ReadByte(), from.ReadByte());
        if (space != FeatureSpace.Default || from.ReadByte() != PromptMarks.Count)
            throw new InvalidDataException("the learned model counts other features than this program: train it again");
        return space;
    }

    private static (ColumnScale Scale, SeenWords Seen) ReadTable(BinaryReader from, FeatureSpace space, float[] weights, int models)
    {
        var (mean, spread, idf) = (new float[PromptMarks.Count], new float[PromptMarks.Count], new float[space.Buckets]);
        for (var mark = 0; mark < mean.Length; mark++)
            (mean[mark], spread[mark]) = (from.ReadSingle(), from.ReadSingle());
        for (var at = space.Buckets * models; at < weights.Length; at++)
            weights[at] = from.ReadSingle();
        var seen = new SeenWords { Map = new ulong[SeenWords.Parts] };
        for (var part = 0; part < seen.Map.Length; part++)
            seen.Map[part] = from.ReadUInt64();
        for (var bucket = 0; ; bucket++)
        {
            bucket += from.Read7BitEncodedInt();
            if (bucket == space.Buckets)
                break;
            if (bucket < 0 || bucket > space.Buckets)
                throw new InvalidDataException("the learned model's table is damaged");
            idf[bucket] = (float)from.ReadHalf();
            for (var model = 0; model < models; model++)
                weights[(bucket * models) + model] = (float)from.ReadHalf();
        }

        return (new ColumnScale { Space = space, Idf = idf, MarkMean = mean, MarkScale = spread }, seen);
    }
}

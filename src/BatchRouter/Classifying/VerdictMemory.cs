using System.Security.Cryptography;
using System.Text;
using BatchRouter.Jobs;
using BatchRouter.Perceiving;

namespace BatchRouter.Classifying;

/// <summary>
/// What small models said, by the question: the next same prompt is classified for nothing. In memory, per worker; the oldest are
/// forgotten first. Safe for many threads.
/// </summary>
/// <param name="most">Verdicts remembered at most. Default 10,000.</param>
public sealed class VerdictMemory(int most = 10_000)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, Verdict> _verdicts = [];
    private readonly Queue<UInt128> _byAge = new();

    /// <summary>What was said when the same was asked; null, it was not, or nothing is asked.</summary>
    public Verdict? Recall(BatchJob job, ClassifySettings? settings)
    {
        if (settings is null)
            return null;
        var key = KeyOf(job, settings);
        lock (_lock)
            return _verdicts.GetValueOrDefault(key);
    }

    public void Remember(BatchJob job, ClassifySettings settings, Verdict verdict)
    {
        var key = KeyOf(job, settings);
        lock (_lock)
        {
            if (!_verdicts.TryAdd(key, verdict with { IsRemembered = true }))
                return;
            _byAge.Enqueue(key);
            if (_byAge.Count > most)
                _verdicts.Remove(_byAge.Dequeue());
        }
    }

    // The whole question, with who was asked and for which task: where any of it changes, it is asked anew.
    private static UInt128 KeyOf(BatchJob job, ClassifySettings settings)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, settings.Model);
        Add(hash, job.Task);
        foreach (var message in ClassifyPrompt.Of(job, settings).Messages)
            Add(hash, message.Text);
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(bytes);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    // UTF-16, so that lone surrogates differ; the length keeps neighbours apart.
    private static void Add(IncrementalHash hash, string text)
    {
        hash.AppendData(BitConverter.GetBytes(text.Length));
        hash.AppendData(Encoding.Unicode.GetBytes(text));
    }
}

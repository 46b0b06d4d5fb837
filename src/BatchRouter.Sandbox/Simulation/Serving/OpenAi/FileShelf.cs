using System.Globalization;

namespace BatchRouter.Sandbox.Simulation.Serving.OpenAi;

/// <summary>All files, in memory, until they are deleted or 30 days old.</summary>
internal sealed class FileShelf(ulong seed, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly List<SimulatedFile> _files = [];
    private ulong _count;

    public SimulatedFile Put(byte[] content, string filename, string purpose, DateTimeOffset? createdAt = null, Func<bool>? cutsRead = null)
    {
        lock (_gate)
        {
            var chance = Chance.Of(seed, Draw.Identity, ++_count, (ulong)Draw.BatchOrder);
            var id = "file-" + chance.Bits().ToString("x16", CultureInfo.InvariantCulture);
            var file = new SimulatedFile(id, content, filename, purpose, createdAt ?? clock.GetUtcNow()) { CutsRead = cutsRead };
            _files.Add(file);
            return file;
        }
    }

    public SimulatedFile? Find(string id)
    {
        lock (_gate)
            return _files.Find(file => file.Id == id && clock.GetUtcNow() < file.ExpiresAt);
    }

    public bool Delete(string id)
    {
        lock (_gate)
            return _files.RemoveAll(file => file.Id == id) > 0;
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<SimulatedFile> List(string? purpose)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            return [.. _files.Where(file => now < file.ExpiresAt && (purpose is null || file.Purpose == purpose)).Reverse()];
        }
    }
}

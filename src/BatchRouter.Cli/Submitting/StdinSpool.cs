namespace BatchRouter.Cli.Submitting;

/// <summary>What comes on stdin, put aside on disk so that all of it can be checked before any of it is published.</summary>
internal sealed class StdinSpool : IDisposable
{
    private StdinSpool(FileInfo file) => File = file;

    public FileInfo File { get; }

    public static async Task<StdinSpool> ReadAsync(Stream stdin, CancellationToken stop)
    {
        var spool = new StdinSpool(new FileInfo(Path.GetTempFileName()));
        try
        {
            await using var written = spool.File.Create();
            await stdin.CopyToAsync(written, stop);
            return spool;
        }
        catch
        {
            spool.Dispose();
            throw;
        }
    }

    public void Dispose() => File.Delete();
}

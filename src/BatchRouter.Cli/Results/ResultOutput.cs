using System.Text.Json;
using BatchRouter.Cli.Presenting;
using BatchRouter.Postgres.Reading;

namespace BatchRouter.Cli.Results;

/// <summary>Where results go: lines to stdout or a file, or with --json one object.</summary>
internal sealed class ResultOutput(Screen screen, bool isJson, FileInfo? file)
{
    private const int BufferBytes = 256 * 1024;

    public async Task<ResultCounts> WriteAsync(IAsyncEnumerable<ResultRow> rows, CancellationToken stop)
    {
        if (file is not null)
            return await ToFileAsync(rows, file, stop);
        await using var stdout = new BufferedStream(Console.OpenStandardOutput(), BufferBytes);
        return isJson ? await ObjectAsync(rows, stdout, stop) : await LinesAsync(rows, stdout, new ResultCounts(), stop);
    }

    private async Task<ResultCounts> ToFileAsync(IAsyncEnumerable<ResultRow> rows, FileInfo target, CancellationToken stop)
    {
        var counts = new ResultCounts { Out = target.FullName };
        var part = $"{target.FullName}.part";
        try
        {
            await using (var stream = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.Read, BufferBytes, useAsync: true))
                await LinesAsync(rows, stream, counts, stop);
            File.Move(part, target.FullName, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }

        screen.Result(counts, _ => screen.Say($"{counts.Count} results in {counts.Out}: {counts.Settled} settled, {counts.Rejected} rejected, {counts.Other} other"));
        return counts;
    }

    private static async Task<ResultCounts> LinesAsync(IAsyncEnumerable<ResultRow> rows, Stream target, ResultCounts counts, CancellationToken stop)
    {
        var writer = new ResultWriter(JsonNamingPolicy.CamelCase);
        await foreach (var row in rows.WithCancellation(stop))
        {
            await target.WriteAsync(writer.Line(row), stop);
            await target.WriteAsync("\n"u8.ToArray(), stop);
            counts.Add(row);
        }

        return counts;
    }

    // The counts stand last, so that nothing waits in memory for them.
    private static async Task<ResultCounts> ObjectAsync(IAsyncEnumerable<ResultRow> rows, Stream target, CancellationToken stop)
    {
        var counts = new ResultCounts();
        var writer = new ResultWriter(JsonNamingPolicy.SnakeCaseLower);
        await target.WriteAsync("{\"results\":["u8.ToArray(), stop);
        await foreach (var row in rows.WithCancellation(stop))
        {
            if (counts.Count > 0)
                await target.WriteAsync(","u8.ToArray(), stop);
            await target.WriteAsync(writer.Line(row), stop);
            counts.Add(row);
        }

        var tail = $"],\"count\":{counts.Count},\"settled\":{counts.Settled},\"rejected\":{counts.Rejected},\"other\":{counts.Other}}}\n";
        await target.WriteAsync(System.Text.Encoding.ASCII.GetBytes(tail), stop);
        return counts;
    }
}

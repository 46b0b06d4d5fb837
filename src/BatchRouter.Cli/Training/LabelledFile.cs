using System.Runtime.CompilerServices;
using BatchRouter.Cli.Submitting;
using BatchRouter.Learning;

namespace BatchRouter.Cli.Training;

/// <summary>A file of labelled prompts, one JSON object a line.</summary>
internal sealed class LabelledFile(FileInfo file)
{
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    /// <exception cref="InvalidDataException">A line is not as it should be: file, line and field are named.</exception>
    public async IAsyncEnumerable<TrainingExample> ReadAsync([EnumeratorCancellation] CancellationToken stop)
    {
        if (!file.Exists)
            throw new FileNotFoundException($"--file: {file.FullName} is not there");
        await foreach (var entry in new JsonlSource(file).ReadAsync(stop))
            yield return entry.Problem is { } problem
                ? throw new InvalidDataException($"{file.Name}, {entry.Where}: {problem.Reason}")
                : LabelledLine.Read(file.Name, entry.Line!.Value, entry.Body);
    }
}

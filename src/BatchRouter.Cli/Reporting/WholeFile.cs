using System.Text;

namespace BatchRouter.Cli.Reporting;

/// <summary>A file that is there as a whole or not at all, whoever dies and however many write it.</summary>
internal static class WholeFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static async Task<FileInfo> WriteAsync(DirectoryInfo folder, string name, string text, CancellationToken stop)
    {
        var place = Path.Combine(folder.FullName, name);
        var draft = $"{place}.{Guid.NewGuid():N}.tmp";
        try
        {
            await using (var file = new FileStream(draft, FileMode.CreateNew, FileAccess.Write))
            {
                await file.WriteAsync(Utf8.GetBytes(text), stop);
                file.Flush(flushToDisk: true);
            }

            File.Move(draft, place, overwrite: true);
        }
        catch
        {
            File.Delete(draft);
            throw;
        }

        return new FileInfo(place);
    }
}

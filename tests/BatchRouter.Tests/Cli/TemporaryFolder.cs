namespace BatchRouter.Tests.Cli;

/// <summary>A folder for one test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("batchrouter-tests-");

    public DirectoryInfo Folder => _folder;

    public FileInfo Write(string name, string text)
    {
        var file = new FileInfo(Path.Combine(_folder.FullName, name));
        File.WriteAllText(file.FullName, text);
        return file;
    }

    public FileInfo Write(string name, byte[] content)
    {
        var file = new FileInfo(Path.Combine(_folder.FullName, name));
        File.WriteAllBytes(file.FullName, content);
        return file;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}

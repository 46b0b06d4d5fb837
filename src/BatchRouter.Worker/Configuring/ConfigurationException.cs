namespace BatchRouter.Worker.Configuring;

/// <summary>A configuration that cannot be used: file, line, key, what is wrong and what would be right.</summary>
public sealed class ConfigurationException(string file, int line, string key, string problem)
    : Exception($"{file}:{line}: {key}: {problem}")
{
    public string File => file;

    public int Line => line;

    public string Key => key;

    public string Problem => problem;
}

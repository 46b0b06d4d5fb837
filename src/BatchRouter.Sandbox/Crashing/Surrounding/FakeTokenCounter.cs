using BatchRouter.Jobs;
using BatchRouter.Routing;
using BatchRouter.Running;
using BatchRouter.Scoring;

namespace BatchRouter.Sandbox.Crashing.Surrounding;

/// <summary>Measures a prompt by its characters; the provider counts the same.</summary>
internal sealed class FakeTokenCounter : ITokenCounter
{
    public static PromptSize Size(BatchJob job) => new(10 + job.Prompt.Length / 4, 50 + job.Prompt.Length, 0);

    public PromptSize Measure(BatchJob job) => Size(job);
}

/// <summary>No simulated job asks for a schema.</summary>
internal sealed class NoSchemas : ISchemaValidator
{
    public SchemaVerdict Validate(string jsonSchema, string json) => SchemaVerdict.Valid;

    public SchemaVerdict Check(string jsonSchema) => SchemaVerdict.Valid;
}

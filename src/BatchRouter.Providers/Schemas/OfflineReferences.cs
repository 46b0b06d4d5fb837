using NJsonSchema;
using NJsonSchema.References;

namespace BatchRouter.Providers.Schemas;

/// <summary>The second lock: even a reference that our reading missed is not fetched.</summary>
internal sealed class OfflineReferences(JsonSchemaAppender appender) : JsonReferenceResolver(appender)
{
    public static JsonReferenceResolver For(JsonSchema schema) =>
        new OfflineReferences(new JsonSchemaAppender(schema, new DefaultTypeNameGenerator()));

    public override Task<IJsonReference> ResolveFileReferenceAsync(string filePath, CancellationToken cancellationToken = default) =>
        throw new OutsideReferenceException();

    public override Task<IJsonReference> ResolveUrlReferenceAsync(string url, CancellationToken cancellationToken = default) =>
        throw new OutsideReferenceException();
}

internal sealed class OutsideReferenceException : Exception;

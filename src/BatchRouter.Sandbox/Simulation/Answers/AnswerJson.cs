using System.Text.Encodings.Web;
using System.Text.Json;

namespace BatchRouter.Sandbox.Simulation.Answers;

/// <summary>JSON as models write it: without escapes for HTML.</summary>
internal static class AnswerJson
{
    public static JsonSerializerOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonWriterOptions Writer { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}

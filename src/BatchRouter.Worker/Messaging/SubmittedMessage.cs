using System.Text.Json;
using System.Text.Json.Serialization;

namespace BatchRouter.Worker.Messaging;

/// <summary>What the bus binds a delivery to: nothing, since the message's bytes are read by <see cref="Submitting.SubmissionReader"/> alone.</summary>
[JsonConverter(typeof(SubmittedMessageJson))]
public sealed record SubmittedMessage;

/// <summary>Steps over the message unread: the framework's reader throws at keys that hold a lone surrogate.</summary>
internal sealed class SubmittedMessageJson : JsonConverter<SubmittedMessage>
{
    public override SubmittedMessage Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        reader.Skip();
        return new SubmittedMessage();
    }

    public override void Write(Utf8JsonWriter writer, SubmittedMessage value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteEndObject();
    }
}

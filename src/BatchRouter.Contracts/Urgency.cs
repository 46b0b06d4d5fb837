using System.Text.Json.Serialization;

namespace BatchRouter.Contracts;

/// <summary>Which queue a job takes. Urgent work has reserved capacity.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Urgency>))]
public enum Urgency
{
    /// <summary>Work that can wait.</summary>
    [JsonStringEnumMemberName("bulk")]
    Bulk,

    /// <summary>Work that somebody waits for.</summary>
    [JsonStringEnumMemberName("urgent")]
    Urgent,
}

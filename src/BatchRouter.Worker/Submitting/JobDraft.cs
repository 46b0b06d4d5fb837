using System.Text;
using System.Text.Json;
using BatchRouter.Contracts;
using BatchRouter.Jobs;
using BatchRouter.Scoring;
using Urgency = BatchRouter.Jobs.Urgency;

namespace BatchRouter.Worker.Submitting;

/// <summary>A job while its fields are read: the one list of the contract's keys on this side.</summary>
internal sealed class JobDraft(FieldReader fields)
{
    private Guid? _jobId;
    private List<Message>? _messages;
    private List<Tool>? _tools;
    private int? _maxOutputTokens;
    private double? _temperature;
    private ResponseFormatKind _format;
    private Urgency _urgency = Urgency.Bulk;
    private DateTimeOffset? _deadline;
    private double? _quality;
    private string? _qualityWord;
    private long? _maxCostNanoUsd;
    private string? _dataClass;
    private string? _region;
    private string? _tier;
    private Dictionary<string, string>? _labels;

    public string? Project { get; private set; }

    public string? GroupId { get; private set; }

    public string? Task { get; private set; }

    public string? Pin { get; private set; }

    public string? JsonSchema { get; private set; }

    public DateTimeOffset Deadline => _deadline ?? default;

    /// <summary>One field; false, the contract does not have it.</summary>
    public bool Read(string name, JsonElement value, string path)
    {
        // Null is the same as absent, so that serialisers which write nulls are welcome.
        var isNull = value.ValueKind == JsonValueKind.Null;
        switch (name)
        {
            case "jobId": _jobId = isNull ? null : fields.Uuid(value, path); return true;
            case "project": Project = isNull ? null : fields.Name(value, path, Limits.Name); return true;
            case "groupId": GroupId = isNull ? null : fields.Name(value, path, Limits.GroupId); return true;
            case "task": Task = isNull ? null : fields.Name(value, path, Limits.Name); return true;
            case "messages": _messages = isNull ? null : MessageReader.Messages(fields, value, path); return true;
            case "tools": _tools = isNull ? null : MessageReader.Tools(fields, value, path); return true;
            case "maxOutputTokens": _maxOutputTokens = isNull ? null : fields.Count(value, path, 1, Limits.OutputTokens); return true;
            case "temperature": _temperature = isNull ? null : fields.Number(value, path, 0, 2); return true;
            case "responseFormat": if (!isNull) ReadFormat(value, path); return true;
            case "urgency": if (!isNull) ReadUrgency(value, path); return true;
            case "deadline": _deadline = isNull ? null : fields.Time(value, path); return true;
            case "quality": if (!isNull) ReadQuality(value, path); return true;
            case "maxCostUsd": _maxCostNanoUsd = isNull ? null : fields.Usd(value, path); return true;
            case "dataClass": _dataClass = isNull ? null : fields.Name(value, path, Limits.Name); return true;
            case "region": _region = isNull ? null : fields.Name(value, path, Limits.Name); return true;
            case "tier": _tier = isNull ? null : fields.Name(value, path, Limits.Name); return true;
            case "model": Pin = isNull ? null : fields.Name(value, path, Limits.Name); return true;
            case "labels": if (!isNull) ReadLabels(value, path); return true;
            default: return false;
        }
    }

    public void RequireAll()
    {
        Require("project", Project);
        Require("task", Task);
        Require("messages", _messages);
        Require("maxOutputTokens", _maxOutputTokens);
        Require("deadline", _deadline);
    }

    public BatchJob ToJob(ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, double> qualityWords) => new()
    {
        Key = new JobKey(Project!, _jobId!.Value),
        GroupId = GroupId,
        Task = Task!,
        Messages = _messages!,
        Tools = _tools ?? [],
        MaxOutputTokens = _maxOutputTokens!.Value,
        Temperature = _temperature,
        Format = _format,
        JsonSchema = JsonSchema,
        Urgency = _urgency,
        Deadline = Deadline,
        Quality = _qualityWord is { } word ? qualityWords[word] : _quality,
        MaxCostNanoUsd = _maxCostNanoUsd,
        DataClass = _dataClass,
        Region = _region,
        Tier = _tier,
        Pin = Pin,
        Labels = _labels ?? [],
        Body = body,
    };

    private void Require(string field, object? value)
    {
        if (value is null)
            fields.Refuse(field, RejectionCodes.Missing, "is required");
    }

    private void ReadUrgency(JsonElement value, string path)
    {
        var word = fields.Name(value, path, Limits.Name);
        if (word is not ("urgent" or "bulk"))
            fields.Refuse(path, RejectionCodes.OutOfRange, "urgent or bulk is wanted");
        _urgency = word == "urgent" ? Urgency.Urgent : Urgency.Bulk;
    }

    private void ReadQuality(JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            _quality = fields.Number(value, path, 0, 1);
            return;
        }

        _qualityWord = fields.Name(value, path, Limits.Name);
        if (_qualityWord is not ("cheap" or "balanced" or "best"))
            fields.Refuse(path, RejectionCodes.OutOfRange, "0 to 1, or one of cheap, balanced, best is wanted");
    }

    private void ReadFormat(JsonElement value, string path)
    {
        string? type = null;
        fields.Walk(value, path, (name, part, at) =>
        {
            switch (name)
            {
                case "type": type = fields.Name(part, at, Limits.Name); return true;
                case "schema":
                    if (part.ValueKind != JsonValueKind.Null && fields.Is(part, JsonValueKind.Object, at, "a JSON schema"))
                        JsonSchema = part.GetRawText();
                    return true;
                default: return false;
            }
        });
        _format = type switch
        {
            "json_object" => ResponseFormatKind.JsonObject,
            "json_schema" => ResponseFormatKind.JsonSchema,
            _ => ResponseFormatKind.Text,
        };
        if (type is not ("text" or "json_object" or "json_schema"))
            fields.Refuse($"{path}.type", type is null ? RejectionCodes.Missing : RejectionCodes.OutOfRange, "text, json_object or json_schema is wanted");
        if (type == "json_schema" != (JsonSchema is not null))
            fields.Refuse($"{path}.schema", type == "json_schema" ? RejectionCodes.Missing : RejectionCodes.OutOfRange, "a schema goes with json_schema, and only with it");
        if (JsonSchema is { } schema && Encoding.UTF8.GetByteCount(schema) > Limits.SchemaBytes)
            fields.Refuse($"{path}.schema", RejectionCodes.TooLong, $"the limit is {Limits.SchemaBytes} bytes");
    }

    private void ReadLabels(JsonElement value, string path)
    {
        _labels = [];
        if (!fields.Is(value, JsonValueKind.Object, path, "an object of strings"))
            return;
        foreach (var label in value.EnumerateObject())
        {
            var key = FieldReader.KeyOf(label);
            var field = $"{path}.{key}";
            fields.CheckKey(key, path, Limits.LabelKey);
            if (!_labels.TryAdd(key, fields.Label(label.Value, field, Limits.LabelValue)))
                fields.Refuse(field, RejectionCodes.DuplicateField, "stands twice");
            if (_labels.Count > Limits.Labels)
                fields.Refuse(path, RejectionCodes.TooMany, $"the limit is {Limits.Labels}");
            if (fields.Fault is not null)
                return;
        }
    }
}

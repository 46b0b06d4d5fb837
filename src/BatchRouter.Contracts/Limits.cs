namespace BatchRouter.Contracts;

/// <summary>The limits of a <see cref="SubmitJob"/>, counted in UTF-16 characters unless the name says otherwise.</summary>
public static class Limits
{
    /// <summary>The whole message, in bytes: 4 MiB.</summary>
    public const int BodyBytes = 4 * 1024 * 1024;

    /// <summary>Project, task, model, data class, region, tier.</summary>
    public const int Name = 64;

    /// <summary>Group id.</summary>
    public const int GroupId = 128;

    /// <summary>Messages of a job.</summary>
    public const int Messages = 256;

    /// <summary>Parts of a message.</summary>
    public const int Parts = 256;

    /// <summary>The note of a <see cref="JobFeedback"/>.</summary>
    public const int Note = 1_000;

    /// <summary>Tools of a job.</summary>
    public const int Tools = 128;

    /// <summary>Labels of a job.</summary>
    public const int Labels = 32;

    /// <summary>A label's key.</summary>
    public const int LabelKey = 64;

    /// <summary>A label's value.</summary>
    public const int LabelValue = 256;

    /// <summary>A JSON schema, in bytes: 64 KiB.</summary>
    public const int SchemaBytes = 64 * 1024;

    /// <summary>Output tokens of an answer.</summary>
    public const int OutputTokens = 1_000_000;

    /// <summary>The most a job may be allowed to cost, in USD.</summary>
    public const int MaxCostUsd = 1_000_000;

    /// <summary>How far ahead a deadline may lie, in days.</summary>
    public const int DeadlineDays = 366;

    /// <summary>An answer in <see cref="JobSettled"/>, in bytes of UTF-8: 64 KiB.</summary>
    public const int AnnouncedOutputBytes = 64 * 1024;
}

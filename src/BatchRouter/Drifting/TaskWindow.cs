namespace BatchRouter.Drifting;

/// <summary>A task's audits of answers that were bought since its learned models were last switched, and how it stood.</summary>
/// <param name="Task">The jobs' task.</param>
/// <param name="Audits">The newest, at most <see cref="DriftSettings.Window"/>.</param>
/// <param name="Through">When the newest was concluded; null, there is none.</param>
/// <param name="After">The number of the task's last measurement; null, there is none.</param>
/// <param name="IsDrifting">As it was measured last.</param>
/// <param name="HasSwitched">Another version came into use since: what was measured then says nothing of it.</param>
public sealed record TaskWindow(
    string Task, IReadOnlyList<AuditedAnswer> Audits, DateTimeOffset? Through, long? After, bool IsDrifting, bool HasSwitched);

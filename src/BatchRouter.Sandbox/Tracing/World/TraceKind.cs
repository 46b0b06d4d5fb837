namespace BatchRouter.Sandbox.Tracing.World;

/// <summary>Which month is simulated.</summary>
public enum TraceKind
{
    /// <summary>Daily bulks with deadlines of 4 h (10%), 12 h (30%) and 24 to 48 h (60%); every day is like the other.</summary>
    Stationary,

    /// <summary>The same bulks, with days on which no batch comes and one on which nothing at all comes.</summary>
    Outages,

    /// <summary>The days of <see cref="Outages"/>, with deadlines from 2 minutes to 48 hours, as many in each octave.</summary>
    Harsh,
}

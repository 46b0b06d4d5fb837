namespace BatchRouter.Lanes;

/// <summary>How large a shipment is, as far as its time may depend on it.</summary>
public enum SizeClass
{
    /// <summary>Up to 100 rows.</summary>
    Small,

    /// <summary>Up to 1,000 rows.</summary>
    Medium,

    /// <summary>Up to 10,000 rows.</summary>
    Large,

    /// <summary>More.</summary>
    Huge,
}

/// <summary>Sizes by rows.</summary>
public static class SizeClasses
{
    public static SizeClass Of(int rows) => rows switch
    {
        <= 100 => SizeClass.Small,
        <= 1_000 => SizeClass.Medium,
        <= 10_000 => SizeClass.Large,
        _ => SizeClass.Huge,
    };
}

namespace BatchRouter.Perceiving;

/// <summary>Kinds of personal data that can be looked for, as they stand in the configuration and in decisions.</summary>
public static class PersonalDataKinds
{
    public const string Email = "email";
    public const string Phone = "phone";

    /// <summary>Payment cards, by their check digit.</summary>
    public const string Card = "card";

    /// <summary>Bank accounts, by their check digits.</summary>
    public const string Iban = "iban";

    /// <summary>Social security numbers of the United States.</summary>
    public const string Ssn = "ssn";

    /// <summary>Addresses of the public internet.</summary>
    public const string Ip = "ip";

    public static IReadOnlyList<string> All { get; } = [Email, Phone, Card, Iban, Ssn, Ip];
}

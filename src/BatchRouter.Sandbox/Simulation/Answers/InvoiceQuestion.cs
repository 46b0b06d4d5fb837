using System.Text.Json;

namespace BatchRouter.Sandbox.Simulation.Answers;

/// <summary>An invoice of the demo, to be read into one JSON object. Wrong answers take a wrong value; few break the JSON.</summary>
internal sealed class InvoiceQuestion : Question
{
    public const string Schema =
        """
        {"type":"object","properties":{"invoice_number":{"type":"string"},"vendor":{"type":"string"},"date":{"type":"string"},"currency":{"type":"string"},"total":{"type":"number"}},"required":["invoice_number","vendor","date","currency","total"],"additionalProperties":false}
        """;

    private static readonly HashSet<string> Fields = ["invoice_number", "vendor", "date", "currency", "total"];
    private readonly Dictionary<string, string> _values;

    private InvoiceQuestion(Dictionary<string, string> values) => _values = values;

    public static IReadOnlyList<string> Vendors { get; } =
        ["Northwind Tools", "Alder & Sons", "Blue Harbour Ltd", "Castell Optics", "Dorn Logistics", "Elm Street Foods", "Ferro Metals", "Gruber Papier", "Halden Marine", "Iris Lighting"];

    public static IReadOnlyList<string> Currencies { get; } = ["EUR", "USD", "CHF", "GBP"];

    public static IReadOnlyList<SlotTemplate> Texts { get; } =
    [
        new("INVOICE {number}\nSupplier: {vendor}\nCustomer: {customer}\nInvoice date: {date}\nPayable until: {due}\nNet amount: {net} {currency}\nVAT: {tax}\nTotal to pay: {total}\nThank you for your order."),
        new("Dear customer {customer},\nwith this letter of {date} we bill our services under the number {number}. The net sum is {net} {currency}, tax comes to {tax}, so that {total} is to be paid before {due}.\nYours, {vendor} (accounts)"),
        new("| document | invoice {number} |\n| issued | {date} |\n| due | {due} |\n| seller | {vendor} |\n| buyer | {customer} |\n| net | {net} {currency} |\n| tax | {tax} |\n| gross | {total} |"),
    ];

    public override double VisibleShare => 0.04;

    /// <summary>Whether a caller's schema asks for these very fields, under whatever limits.</summary>
    public static bool Fits(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object
        && schema.TryGetProperty("properties", out var properties)
        && properties.ValueKind == JsonValueKind.Object
        && Fields.SetEquals(properties.EnumerateObject().Select(property => property.Name));

    public static InvoiceQuestion? Read(string prompt)
    {
        foreach (var text in Texts)
        {
            if (text.Read(prompt) is { } values)
                return new(values);
        }

        return null;
    }

    public override string Answer(Flaw flaw, Chance wording, Chance error) => flaw switch
    {
        Flaw.None => Write(_values),
        Flaw.Visible => Write(_values)[..^1],
        _ => Write(Confused(error)),
    };

    public override bool Grade(string answer)
    {
        try
        {
            using var given = JsonDocument.Parse(answer);
            using var truth = JsonDocument.Parse(Write(_values));
            return JsonElement.DeepEquals(given.RootElement, truth.RootElement);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private Dictionary<string, string> Confused(Chance error)
    {
        var values = new Dictionary<string, string>(_values, StringComparer.Ordinal);
        var (field, instead) = error.Between(0, 2) switch
        {
            0 => ("total", values["net"]),
            1 => ("date", values["due"]),
            _ => ("vendor", values["customer"]),
        };
        values[field] = instead;
        return values;
    }

    private static string Write(Dictionary<string, string> values) =>
        $"{{\"invoice_number\": {Quoted(values["number"])}, \"vendor\": {Quoted(values["vendor"])}, "
        + $"\"date\": {Quoted(values["date"])}, \"currency\": {Quoted(values["currency"])}, \"total\": {Number(values["total"])}}}";

    private static string Quoted(string value) => JsonSerializer.Serialize(value, AnswerJson.Options);

    private static string Number(string value) =>
        decimal.TryParse(value, System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out _)
            && char.IsAsciiDigit(value[0]) && char.IsAsciiDigit(value[^1])
            ? value
            : Quoted(value);
}

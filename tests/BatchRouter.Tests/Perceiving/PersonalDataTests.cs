using BatchRouter.Jobs;
using BatchRouter.Perceiving;
using CsCheck;
using Xunit;

namespace BatchRouter.Tests.Perceiving;

public sealed class PersonalDataTests
{
    [Theory]
    [InlineData("email", "Write to jane.doe+news@mail.example.org, please")]
    [InlineData("email", "<JANE_DOE@EXAMPLE.COM>")]
    [InlineData("phone", "Ring +49 30 1234567 after nine")]
    [InlineData("phone", "+4915112345678")]
    [InlineData("phone", "(212) 555-0142")]
    [InlineData("phone", "my number is 212-555-0142.")]
    [InlineData("phone", "1-800-555-0199")]
    [InlineData("phone", "Büro: 030/1234567")]
    [InlineData("phone", "06 12 34 56 78")]
    [InlineData("phone", "06.12.34.56.78")]
    [InlineData("phone", "call 5550142 now")]
    [InlineData("card", "4111 1111 1111 1111")]
    [InlineData("card", "pay with 5555555555554444 today")]
    [InlineData("card", "3782-822463-10005")]
    [InlineData("card", "2223003122003222")]
    [InlineData("iban", "DE89 3704 0044 0532 0130 00")]
    [InlineData("iban", "GB82WEST12345698765432")]
    [InlineData("iban", "Konto NO93 8601 1117 947 BITTE")]
    [InlineData("ssn", "SSN: 219-09-9999")]
    [InlineData("ip", "failed login from 81.2.69.142")]
    [InlineData("ip", "peer [2a00:1450:4001:81b::200e]:443")]
    public void Occurs_What_ItIs(string kind, string text) => Assert.True(PersonalData.Occurs(kind, text));

    [Theory]
    [InlineData("email", "mail me @home, or use user@localhost")]
    [InlineData("email", "int @class = list@[0];")]
    [InlineData("phone", "Order 4500123987 of 2026-11-22")]
    [InlineData("phone", "on 22.11.2026 12:30 and 01.02.2026 10 Uhr")]
    [InlineData("phone", "from 01/02/2026 to 05-06-2026 10")]
    [InlineData("phone", "2026-11-22 10 15")]
    [InlineData("phone", "1234567 + 7654321 = 8888888")]
    [InlineData("phone", "12 345 678 people, 3.14159265, 1,234,567.89")]
    [InlineData("phone", "ISBN 978-3-16-148410-0")]
    [InlineData("phone", "values 10 20 30 40 50")]
    [InlineData("phone", "0.0012345678 and 0012345678")]
    [InlineData("phone", "x = 100-200-3000; y = 123-456-7890")]
    [InlineData("card", "4111 1111 1111 1112")]
    [InlineData("card", "1234 5678 9012 3452")]
    [InlineData("card", "order 41111111111111110000")]
    [InlineData("card", "0000000000000000")]
    [InlineData("card", "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1")]
    [InlineData("iban", "DE89 3704 0044 0532 0130 01")]
    [InlineData("iban", "AB12 CDEF 3456 7890 1234")]
    [InlineData("ssn", "219-09-99999 and 000-12-3456, 666-12-3456, 912-12-3456")]
    [InlineData("ssn", "2190-99-999")]
    [InlineData("ip", "127.0.0.1, 10.1.2.3, 192.168.0.17, 203.0.113.9")]
    [InlineData("ip", "version 10.20.30.40, release 12.34.56.78")]
    [InlineData("ip", "section 1.2.3.4, and 300.1.2.3")]
    [InlineData("ip", "1.22.33.44.55")]
    [InlineData("ip", "12:30:45 std::vector::size a::b ::1 fe80::1ff:fe23:4567:890a")]
    public void Occurs_WhatOnlyLooksLikeIt_DoesNot(string kind, string text) => Assert.False(PersonalData.Occurs(kind, text));

    [Fact]
    public void KindsIn_Conversation_ReadsEveryMessageAndToolCall()
    {
        var job = Some.Job() with
        {
            Messages =
            [
                new Message("system", [new Part.Text("Answer jane@example.org")]),
                new Message("assistant", [], [new ToolCall("1", "dial", """{"number":"\u002B49 30 1234567"}""")]),
                new Message("tool", [new Part.Text("from 81.2.69.142")], ToolCallId: "1"),
                new Message("user", [new Part.Text("Thanks."), new Part.Image("https://example.org/a.png", null)]),
            ],
        };
        Assert.Equal(["email", "phone", "ip"], PersonalData.KindsIn(job, PersonalDataKinds.All));
        Assert.Equal(["phone"], PersonalData.KindsIn(job, ["card", "phone"]));
    }

    [Fact]
    public void KindsIn_OrdinaryPrompt_IsEmpty() => Assert.Empty(PersonalData.KindsIn(Some.Job(), PersonalDataKinds.All));

    [Fact]
    public void Occurs_UnknownKind_SaysWhichThereAre() =>
        Assert.Contains("email, phone, card, iban, ssn, ip", Assert.Throws<ArgumentException>(() => PersonalData.Occurs("name", "x")).Message, StringComparison.Ordinal);

    [Fact]
    public void Occurs_AnyText_NeverThrows() => Gen.OneOf(Gen.String, Gen.String["0123456789 -./()+:abcdefABCDEF@"]).Sample(text =>
    {
        foreach (var kind in PersonalDataKinds.All)
            _ = PersonalData.Occurs(kind, text);
    });

    // Patterns that go back over what they read would take minutes here.
    [Fact]
    public void Occurs_HostileText_EndsAtOnce()
    {
        var text = string.Concat(Enumerable.Repeat("a.a-1 2-", 20_000));
        Assert.All(PersonalDataKinds.All, kind => Assert.False(PersonalData.Occurs(kind, text + (kind == "email" ? "@" : ""))));
    }
}

using BatchRouter.Classifying;
using Xunit;

namespace BatchRouter.Tests.Classifying;

public sealed class VerdictReaderTests
{
    [Theory]
    [InlineData("easy", "easy")]
    [InlineData(" Easy.\n", "easy")]
    [InlineData("**hard**", "hard")]
    [InlineData("Class: hard", "hard")]
    [InlineData("very-hard", "very-hard")]
    [InlineData("I would say very-hard.", "very-hard")]
    [InlineData("easy or hard", null)]
    [InlineData("hardly", null)]
    [InlineData("uneasy", null)]
    [InlineData("perhaps", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Read_WhatWasSaid_IsOneDeclaredClassOrNone(string? said, string? kind) => Assert.Equal(kind, VerdictReader.Read(said, Kinds.Settings));
}

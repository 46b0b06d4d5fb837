namespace BatchRouter.Providers.Batching;

/// <summary>What stands around the rows' bodies in a provider's upload.</summary>
/// <param name="Start">Before the first row.</param>
/// <param name="BeforeId">Before a row's custom id, which needs no escapes.</param>
/// <param name="BeforeBody">Between id and body.</param>
/// <param name="AfterBody">After each body.</param>
/// <param name="Between">Between two rows.</param>
/// <param name="End">After the last row.</param>
/// <param name="Blank">An answer that the adapter's client can read.</param>
internal sealed record RowFrame(string Start, string BeforeId, string BeforeBody, string AfterBody, string Between, string End, byte[] Blank);

namespace BatchRouter.Cli.Evaluating.Reading;

/// <summary>What a split needs of a row: the sets differ in everything else.</summary>
internal interface IEvalRow
{
    string Id { get; }

    string Prompt { get; }
}

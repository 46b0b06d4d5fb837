using BatchRouter.Catalog;
using BatchRouter.Routing;
using BatchRouter.Worker.Configuring;
using Xunit;

namespace BatchRouter.Tests.Configuring;

/// <summary>Two files that load, each key on its own line; tests change one line.</summary>
internal static class ConfigurationFiles
{
    public const string CatalogText = """
        {
          // comments are allowed
          "version": "1",
          "providers": {
            "openai": {
              "kind": "openai",
              "endpoint": "https://api.example.org/v1",
              "keyVariable": "KEY"
            }
          },
          "models": [
            {
              "name": "small",
              "provider": "openai",
              "contextWindow": 1000,
              "maxOutputTokens": 100,
              "capabilities": ["tools"],
              "tokenizer": "o200k",
              "tokenFactor": 1,
              "imageTokensAtMost": 10,
              "prices": [
                {
                  "lane": "sync",
                  "version": "a",
                  "inputUsdPerMillion": 0.1,
                  "outputUsdPerMillion": 0.4
                },
              ],
              "quality": {
                "default": 0.7
              },
              "latency": {
                "p50Ms": 100,
                "p99Ms": 900
              },
              "limits": {
                "concurrentCalls": 5,
                "requestsPerMinute": 60
              }
            }
          ]
        }
        """;

    public const string PolicyText = """
        {
          "version": "1",
          "projects": {
            "demo": { }
          },
          "tasks": {
            "default": {
              "quality": 0.8,
              "threshold": 0.5,
              "verifiers": ["final-number"],
              "models": ["small"],
              "staticModel": "small",
              "expectedOutputTokens": 10,
              "firstOutputTokens": 10,
              "weights": {
                "slope": 1
              },
              "judge": {
                "acceptsRight": 0.7,
                "acceptsWrong": 0.2
              },
              "caps": {
                "attempts": 3,
                "waits": 3,
                "rescues": 3,
                "costUsd": 1,
                "afterDeadlineSeconds": 60
              }
            }
          },
          "rules": [
            {
              "name": "first",
              "when": {
                "project": "demo",
                "promptTokensFrom": 5,
                "promptTokensBelow": 50
              },
              "models": ["small"],
              "quality": 0.9
            }
          ],
          "qualityWords": {
            "cheap": 0.5,
            "balanced": 0.8,
            "best": 0.99
          },
          "littleSlackSeconds": 5,
          "planSteps": 3
        }
        """;

    public static ModelCatalog LoadCatalog(string json = CatalogText) => CatalogLoader.Load("catalog.json", json, ["openai"]);

    public static RoutingPolicy LoadPolicy(string json = PolicyText) => PolicyLoader.Load("batchrouter.json", json, LoadCatalog());

    /// <summary>The file with one piece of text replaced, and the line on which that stood.</summary>
    public static (string Json, int Line) Change(string file, string what, string to)
    {
        var at = file.IndexOf(what, StringComparison.Ordinal);
        Assert.True(at >= 0 && file.LastIndexOf(what, StringComparison.Ordinal) == at, $"'{what}' must stand once");
        return (file.Replace(what, to, StringComparison.Ordinal), 1 + file[..at].Count(c => c == '\n'));
    }
}

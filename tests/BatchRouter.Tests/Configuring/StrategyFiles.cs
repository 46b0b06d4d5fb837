using BatchRouter.Catalog;
using BatchRouter.Routing;
using BatchRouter.Worker.Configuring;

namespace BatchRouter.Tests.Configuring;

/// <summary>Two files that use everything there is for strategies, each key on its own line; tests change one line.</summary>
internal static class StrategyFiles
{
    public const string CatalogText = """
        {
          "version": "1",
          "providers": { "openai": { "kind": "openai", "endpoint": "https://api.example.org/v1", "keyVariable": "KEY" } },
          "models": [
            {
              "name": "east",
              "deploymentOf": "small",
              "weight": 3,
              "imageTokensLow": 70,
              "keepWarm": {
                "everySeconds": 60,
                "project": "demo"
              },
              "provider": "openai", "contextWindow": 1000, "maxOutputTokens": 100, "quality": { "default": 0.7 }, "latency": { "p50Ms": 100, "p99Ms": 900 },
              "prices": [
                {
                  "lane": "sync", "version": "a", "inputUsdPerMillion": 0.1, "outputUsdPerMillion": 0.4,
                  "from": "2026-01-01T00:00:00+01:00"
                }
              ]
            },
            {
              "name": "old",
              "replacedBy": "large",
              "provider": "openai", "contextWindow": 1000, "maxOutputTokens": 100, "quality": { "default": 0.7 }, "latency": { "p50Ms": 100, "p99Ms": 900 },
              "prices": [ { "lane": "sync", "version": "a", "inputUsdPerMillion": 0.1, "outputUsdPerMillion": 0.4 } ]
            },
            {
              "name": "large",
              "provider": "openai", "contextWindow": 1000, "maxOutputTokens": 100, "quality": { "default": 0.9 }, "latency": { "p50Ms": 100, "p99Ms": 900 },
              "prices": [ { "lane": "sync", "version": "a", "inputUsdPerMillion": 1, "outputUsdPerMillion": 4 } ]
            }
          ]
        }
        """;

    public const string PolicyText = """
        {
          "version": "1",
          "projects": {
            "demo": {
              "strategies": ["rules", "latency"]
            }
          },
          "tasks": {
            "default": { },
            "law": {
              "models": ["small", "large"],
              "strategies": ["semantic", "llm", "classifier", "threshold"],
              "gainThreshold": {
                "weak": "small",
                "strong": "old",
                "strongShare": 0.3
              },
              "routes": [
                {
                  "name": "court",
                  "utterances": ["how do I sue"],
                  "models": ["large"],
                  "quality": 0.95,
                  "leastSimilarity": 0.4
                }
              ],
              "classify": {
                "model": "east",
                "classes": [
                  { "name": "easy", "description": "a simple question", "models": ["small"] },
                  { "name": "hard", "description": "a hard one", "quality": 0.93 }
                ],
                "promptCharacters": 500,
                "leastSlackSeconds": 20
              },
              "audit": {
                "share": 0.02,
                "compare": "judge",
                "judgeModel": "large"
              },
              "unsureMargin": 0.1,
              "cheaperFrom": 0.8
            },
            "ordered": {
              "strategies": ["static", "fallback"],
              "fallbackOrder": ["old", "small"]
            }
          },
          "rules": [
            {
              "name": "german",
              "when": {
                "task": "law",
                "dataClass": "internal",
                "region": "eu",
                "language": "de",
                "complexityFrom": 0.2,
                "complexityBelow": 0.8
              },
              "models": ["old"]
            }
          ],
          "experiments": [
            {
              "name": "trial",
              "kind": "canary",
              "when": { "tier": "free" },
              "arms": [
                {
                  "name": "new",
                  "share": 0.05,
                  "models": ["large"]
                }
              ]
            },
            {
              "name": "behind",
              "kind": "shadow",
              "arms": [ { "name": "dark", "share": 0.5, "models": ["east"] } ]
            }
          ],
          "personalData": {
            "dataClass": "personal",
            "kinds": ["email", "iban"]
          },
          "audits": {
            "limitUsd": 2.5,
            "window": "week"
          },
          "shadows": { "limitUsd": 3 }
        }
        """;

    public static ModelCatalog LoadCatalog(string json = CatalogText) => CatalogLoader.Load("catalog.json", json, ["openai"]);

    public static RoutingPolicy LoadPolicy(string json = PolicyText, string catalog = CatalogText) => PolicyLoader.Load("batchrouter.json", json, LoadCatalog(catalog));
}

using System.Text.Json;
using SettleEngine.HostileRpc.Pool;

namespace SettleEngine.HostileRpc;

/// <summary>The rules of a proxy, in order: the first that matches and draws the call decides.</summary>
public sealed record FaultScript
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Seed of the draws: the same calls in the same order meet the same faults.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The rules.</summary>
    public IReadOnlyList<FaultRule> Rules { get; init; } = [];

    /// <summary>What a production node's pool refuses and the node behind the proxy takes; null to leave it to that node.</summary>
    public PoolRules? Pool { get; init; }

    /// <summary>Reads a script.</summary>
    /// <param name="json">The script's text; comments are allowed.</param>
    /// <returns>The script.</returns>
    /// <exception cref="InvalidDataException">It is not one; the text says where.</exception>
    public static FaultScript Parse(string json)
    {
        try
        {
            var script = JsonSerializer.Deserialize<FaultScript>(json, Json) ?? new FaultScript();
            foreach (var rule in script.Rules)
            {
                Check(rule);
            }

            return script;
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"Not a fault script: {exception.Message}", exception);
        }
    }

    private static void Check(FaultRule rule)
    {
        if (rule.Share is < 0 or > 1)
        {
            throw new InvalidDataException($"Not a fault script: share is from 0 to 1, not {rule.Share}.");
        }

        if (rule.Action == FaultAction.Hold && rule.Method != PoolGate.SendMethod)
        {
            throw new InvalidDataException($"Not a fault script: hold needs the method {PoolGate.SendMethod}.");
        }

        if (rule.Sender is not null && rule.Method != PoolGate.SendMethod)
        {
            throw new InvalidDataException($"Not a fault script: sender needs the method {PoolGate.SendMethod}.");
        }
    }
}

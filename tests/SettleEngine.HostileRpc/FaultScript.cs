using System.Text.Json;

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

    /// <summary>Reads a script.</summary>
    /// <exception cref="InvalidDataException">It is not one; the text says where.</exception>
    public static FaultScript Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<FaultScript>(json, Json) ?? new FaultScript();
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"Not a fault script: {exception.Message}", exception);
        }
    }
}

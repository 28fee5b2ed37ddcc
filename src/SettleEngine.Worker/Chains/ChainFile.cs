using System.Text.Json;
using SettleEngine.Core.Batch.Cost;
using SettleEngine.Worker.Options;

namespace SettleEngine.Worker.Chains;

/// <summary>Reads what chains charge for: <c>{"chains":[{"chainId","name","nativeCoin","l1Fee","baseFeeFloorWei"}]}</c>. Strict, because a
/// misspelt field would make every cost wrong and nobody would see it.</summary>
internal static class ChainFile
{
    private const string Members = "chainId, name, nativeCoin, l1Fee and baseFeeFloorWei";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Reads a file's text.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">Begin of the sentence when something is wrong: the option and the file.</param>
    /// <returns>The chains.</returns>
    /// <exception cref="SettingException">The text has another form; the sentence names the place.</exception>
    public static IReadOnlyList<ChainEntry> Read(ReadOnlyMemory<byte> json, string source)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || document.RootElement.EnumerateObject().Any(member => member.Name != "chains")
                || !document.RootElement.TryGetProperty("chains", out var chains)
                || chains.ValueKind != JsonValueKind.Array)
            {
                throw new SettingException($"{source}: there must be one member, chains, and it must be an array.");
            }

            var entries = chains.EnumerateArray().Select((chain, index) => Read(chain, $"{source}: chains[{index}]")).ToArray();
            var twice = entries.GroupBy(entry => entry.Costs.ChainId).FirstOrDefault(same => same.Count() > 1);
            return twice is null ? entries : throw new SettingException($"{source}: chain {twice.Key} stands there twice.");
        }
        catch (JsonException broken)
        {
            throw new SettingException($"{source}: this is no JSON: {broken.Message}");
        }
    }

    private static ChainEntry Read(JsonElement chain, string place)
    {
        if (chain.ValueKind != JsonValueKind.Object)
        {
            throw new SettingException($"{place} must be an object with {Members}.");
        }

        ulong? chainId = null;
        ulong? floorWei = null;
        L1FeeKind? l1 = null;
        string? name = null;
        string? coin = null;
        foreach (var member in chain.EnumerateObject())
        {
            switch (member.Name)
            {
                case "chainId":
                    chainId = Number(member, place);
                    break;
                case "baseFeeFloorWei":
                    floorWei = Number(member, place);
                    break;
                case "name":
                    name = Text(member, place);
                    break;
                case "nativeCoin":
                    coin = Text(member, place);
                    break;
                case "l1Fee":
                    l1 = Kind(member, place);
                    break;
                default:
                    throw new SettingException($"{place}.{member.Name} is not known; the members are {Members}.");
            }
        }

        return chainId is { } id && floorWei is { } floor && l1 is { } kind && name is not null && coin is not null
            ? new ChainEntry(name, new ChainCosts(id, coin, kind, floor))
            : throw new SettingException($"{place} lacks a member; it needs {Members}.");
    }

    private static ulong Number(JsonProperty member, string place) =>
        member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetUInt64(out var number)
            ? number
            : throw new SettingException($"{place}.{member.Name} must be a whole number from 0 on.");

    private static string Text(JsonProperty member, string place) =>
        member.Value.ValueKind == JsonValueKind.String && member.Value.GetString() is { Length: > 0 and <= 100 } text
            ? text
            : throw new SettingException($"{place}.{member.Name} must be a text of 1 to 100 characters.");

    private static L1FeeKind Kind(JsonProperty member, string place) => Text(member, place) switch
    {
        "none" => L1FeeKind.None,
        "ecotone" => L1FeeKind.Ecotone,
        "fjord" => L1FeeKind.Fjord,
        "gas_inside" => L1FeeKind.GasInside,
        _ => throw new SettingException($"{place}.{member.Name} must be none, ecotone, fjord or gas_inside."),
    };
}

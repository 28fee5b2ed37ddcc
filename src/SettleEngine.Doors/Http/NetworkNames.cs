using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace SettleEngine.Doors.Http;

/// <summary>Names of EVM networks on the wire: CAIP-2 (<c>eip155:84532</c>) and the names of x402 v1.</summary>
internal static class NetworkNames
{
    private static readonly Dictionary<string, ulong> LegacyChainIds = new(StringComparer.Ordinal)
    {
        ["ethereum"] = 1,
        ["flare"] = 14,
        ["polygon"] = 137,
        ["monad"] = 143,
        ["stable"] = 988,
        ["sei-testnet"] = 1328,
        ["sei"] = 1329,
        ["story"] = 1514,
        ["stable-testnet"] = 2201,
        ["abstract"] = 2741,
        ["peaq"] = 3338,
        ["megaeth"] = 4326,
        ["iotex"] = 4689,
        ["base"] = 8453,
        ["abstract-testnet"] = 11124,
        ["educhain"] = 41923,
        ["celo"] = 42220,
        ["avalanche-fuji"] = 43113,
        ["avalanche"] = 43114,
        ["polygon-amoy"] = 80002,
        ["base-sepolia"] = 84532,
        ["sepolia"] = 11155111,
        ["skale-base-sepolia"] = 324705682,
    };

    public static string Caip2(ulong chainId) => string.Create(CultureInfo.InvariantCulture, $"eip155:{chainId}");

    /// <summary>Reads <c>eip155:</c> and a decimal chain id without leading zeros.</summary>
    public static bool TryParseCaip2(ReadOnlySpan<byte> text, out ulong chainId)
    {
        chainId = 0;
        if (!text.StartsWith("eip155:"u8))
        {
            return false;
        }

        var digits = text["eip155:"u8.Length..];
        return !digits.IsEmpty
            && digits[0] is >= (byte)'1' and <= (byte)'9'
            && Utf8Parser.TryParse(digits, out chainId, out var consumed)
            && consumed == digits.Length;
    }

    public static bool TryParseLegacy(ReadOnlySpan<byte> text, out ulong chainId)
    {
        chainId = 0;
        return text.Length <= 32 && LegacyChainIds.TryGetValue(Encoding.ASCII.GetString(text), out chainId);
    }

    /// <summary>The x402 v1 name of a chain, or null when v1 has none.</summary>
    public static string? Legacy(ulong chainId) =>
        LegacyChainIds.FirstOrDefault(pair => pair.Value == chainId).Key;
}

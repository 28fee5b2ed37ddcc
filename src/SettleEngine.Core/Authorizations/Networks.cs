using System.Globalization;

namespace SettleEngine.Core.Authorizations;

/// <summary>Names of chains on the wire: CAIP-2 (<c>eip155:8453</c>) since x402 v2, legacy names (<c>base</c>) in v1.</summary>
public static class Networks
{
    private const string Prefix = "eip155:";

    /// <summary>Digits of 2⁶⁴ − 1.</summary>
    private const int MaxDigits = 20;

    private static readonly (string Name, ulong ChainId)[] LegacyNames =
    [
        ("ethereum", 1),
        ("sepolia", 11155111),
        ("abstract", 2741),
        ("abstract-testnet", 11124),
        ("base", 8453),
        ("base-sepolia", 84532),
        ("avalanche", 43114),
        ("avalanche-fuji", 43113),
        ("iotex", 4689),
        ("sei", 1329),
        ("sei-testnet", 1328),
        ("polygon", 137),
        ("polygon-amoy", 80002),
        ("peaq", 3338),
        ("story", 1514),
        ("educhain", 41923),
        ("skale-base-sepolia", 324705682),
        ("megaeth", 4326),
        ("monad", 143),
        ("stable", 988),
        ("stable-testnet", 2201),
        ("celo", 42220),
        ("flare", 14),
    ];

    /// <summary>The CAIP-2 name of a chain.</summary>
    /// <param name="chainId">The chain; not 0.</param>
    /// <returns><c>eip155:</c> and the decimal chain id.</returns>
    public static string ToCaip2(ulong chainId) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{chainId}");

    /// <summary>Reads a CAIP-2 name of an EVM chain: no sign, space or leading zero, so that a chain has one name.</summary>
    /// <param name="text">The text.</param>
    /// <param name="chainId">The chain, or 0.</param>
    /// <returns>Whether the text had this form.</returns>
    public static bool TryParseCaip2(ReadOnlySpan<char> text, out ulong chainId)
    {
        chainId = 0;
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        var digits = text[Prefix.Length..];
        return digits.Length is > 0 and <= MaxDigits
            && digits[0] is >= '1' and <= '9'
            && ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out chainId);
    }

    /// <inheritdoc cref="TryParseCaip2(ReadOnlySpan{char}, out ulong)"/>
    public static bool TryParseCaip2(ReadOnlySpan<byte> text, out ulong chainId)
    {
        Span<char> characters = stackalloc char[Prefix.Length + MaxDigits];
        chainId = 0;
        return text.Length <= characters.Length
            && System.Text.Encoding.UTF8.TryGetChars(text, characters, out var length)
            && TryParseCaip2(characters[..length], out chainId);
    }

    /// <summary>The name of a chain in x402 v1.</summary>
    /// <param name="chainId">The chain.</param>
    /// <returns>The name, or null for a chain that v1 has no name for.</returns>
    public static string? LegacyNameOf(ulong chainId)
    {
        foreach (var entry in LegacyNames)
        {
            if (entry.ChainId == chainId)
            {
                return entry.Name;
            }
        }

        return null;
    }

    /// <summary>Reads a name of x402 v1, in lower case as it is on the wire.</summary>
    /// <param name="text">The text.</param>
    /// <param name="chainId">The chain, or 0.</param>
    /// <returns>Whether this is such a name.</returns>
    public static bool TryParseLegacyName(ReadOnlySpan<char> text, out ulong chainId)
    {
        foreach (var entry in LegacyNames)
        {
            if (text.SequenceEqual(entry.Name))
            {
                chainId = entry.ChainId;
                return true;
            }
        }

        chainId = 0;
        return false;
    }
}

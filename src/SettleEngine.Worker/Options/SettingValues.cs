using System.Globalization;
using System.Numerics;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.Worker.Chains;

namespace SettleEngine.Worker.Options;

/// <summary>Option values as text, with readers that name the option when a value cannot be read.</summary>
/// <param name="values">Texts by option name; repeatable options have several.</param>
internal sealed class SettingValues(IReadOnlyDictionary<string, IReadOnlyList<string>> values)
{
    private static readonly (string Unit, double Milliseconds)[] Units =
    [
        ("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
    ];

    /// <summary>All texts of an option.</summary>
    /// <param name="name">The option.</param>
    /// <returns>The texts; empty when it is off.</returns>
    public IReadOnlyList<string> Many(string name) => values.GetValueOrDefault(name) ?? [];

    /// <summary>The text of an option.</summary>
    /// <param name="name">The option.</param>
    /// <returns>The text, or null when it is off.</returns>
    public string? Optional(string name) => Many(name) is [.., var last] ? last : null;

    /// <summary>The text of an option that must be set.</summary>
    /// <param name="name">The option.</param>
    /// <returns>The text.</returns>
    /// <exception cref="SettingException">It is not set.</exception>
    public string Required(string name) =>
        Optional(name) ?? throw new SettingException($"--{name} is required; see settle run --help.");

    /// <summary>A whole number.</summary>
    /// <typeparam name="T">How large it may be.</typeparam>
    /// <param name="name">The option.</param>
    /// <returns>The number.</returns>
    /// <exception cref="SettingException">It is not a number that fits.</exception>
    public T Number<T>(string name)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T> =>
        T.TryParse(Required(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Unreadable(name, $"a whole number from 0 to {T.MaxValue}");

    /// <summary>Yes or no.</summary>
    /// <param name="name">The option.</param>
    /// <returns>The value.</returns>
    /// <exception cref="SettingException">It is neither true nor false.</exception>
    public bool Switch(string name) =>
        bool.TryParse(Required(name), out var value) ? value : throw Unreadable(name, "true or false");

    /// <summary>An amount in atomic units.</summary>
    /// <param name="name">The option.</param>
    /// <returns>The amount.</returns>
    /// <exception cref="SettingException">It is not a number below 2²⁵⁶.</exception>
    public UInt256 Amount(string name) =>
        UInt256.TryParseDecimal(Required(name).AsSpan(), out var amount)
            ? amount
            : throw Unreadable(name, "a whole number of atomic units");

    /// <summary>The price of a native coin.</summary>
    /// <param name="name">The option.</param>
    /// <returns>US dollars.</returns>
    /// <exception cref="SettingException">It is no price.</exception>
    public double Price(string name) =>
        NativePrice.TryParse(Required(name), out var usd) ? usd : throw Unreadable(name, NativePrice.Form);

    /// <summary>A duration: a number and ms, s, m, h or d.</summary>
    /// <param name="name">The option.</param>
    /// <returns>The duration.</returns>
    /// <exception cref="SettingException">It has another form.</exception>
    public TimeSpan Duration(string name) =>
        TryParseDuration(Required(name), out var duration)
            ? duration
            : throw Unreadable(name, "a duration such as 250ms, 20s, 2m or 30d");

    /// <summary>Addresses.</summary>
    /// <param name="name">The option.</param>
    /// <returns>One address per text.</returns>
    /// <exception cref="SettingException">A text is not an address.</exception>
    public IReadOnlyList<Address> Addresses(string name) =>
        [.. Many(name).Select(text => Address.TryParse(text.AsSpan(), out var address)
            ? address
            : throw Unreadable(name, "an address: 0x and 40 hexadecimal digits"))];

    /// <summary>URLs.</summary>
    /// <param name="name">The option.</param>
    /// <returns>One URL per text.</returns>
    /// <exception cref="SettingException">A text is not an http URL, or none is given.</exception>
    public IReadOnlyList<Uri> Urls(string name)
    {
        Required(name);
        return [.. Many(name).Select(text =>
            Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
                ? url
                : throw Unreadable(name, "an http or https URL"))];
    }

    /// <summary>Further tokens.</summary>
    /// <param name="chainId">The chain that their domains name.</param>
    /// <returns>One token per text of <c>--token</c>.</returns>
    /// <exception cref="SettingException">A text has another form.</exception>
    public IReadOnlyList<Token> Tokens(ulong chainId) => [.. Many("token").Select(text => ParseToken(text, chainId))];

    /// <summary>Reads a duration.</summary>
    /// <param name="text">A number and its unit.</param>
    /// <param name="duration">The duration.</param>
    /// <returns>Whether it had this form.</returns>
    public static bool TryParseDuration(string text, out TimeSpan duration)
    {
        foreach (var (unit, milliseconds) in Units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && double.TryParse(
                    text.AsSpan(0, text.Length - unit.Length),
                    NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture,
                    out var number)
                && number * milliseconds < int.MaxValue * 10.0)
            {
                duration = TimeSpan.FromMilliseconds(number * milliseconds);
                return true;
            }
        }

        duration = default;
        return false;
    }

    private static Token ParseToken(string text, ulong chainId)
    {
        var parts = text.Split(':');
        return parts.Length == 3 && Address.TryParse(parts[0].AsSpan(), out var address)
            ? new Token(address, parts[1], parts[2], Eip712Domain.Separator(parts[1], parts[2], chainId, address))
            : throw Unreadable("token", "ADDRESS:NAME:VERSION, such as 0x036C…CF7e:USDC:2");
    }

    private static SettingException Unreadable(string name, string form) => new($"--{name} must be {form}.");
}

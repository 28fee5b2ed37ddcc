using SettleEngine.Core.Encoding;

namespace SettleEngine.Chain.Lanes;

/// <summary>Keys in an environment variable, for development. Whoever may read the process's environment reads the keys, and
/// a child process inherits them: never for money.</summary>
public static class LaneKeyVariable
{
    /// <summary>Name of the variable: <c>0x</c>-hex keys separated by commas.</summary>
    public const string Name = "SETTLE_LANE_KEYS";

    private const int KeyBytes = 32;

    /// <summary>Whether the variable is there.</summary>
    public static bool IsSet => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Name));

    /// <summary>Reads the keys and takes the variable away, so that no child process inherits it.</summary>
    /// <returns>One signer per key; the caller disposes them.</returns>
    /// <exception cref="InvalidDataException">A part is no key. The text names its position, never the key.</exception>
    public static IReadOnlyList<PlatformLaneSigner> Take()
    {
        var text = Environment.GetEnvironmentVariable(Name);
        Environment.SetEnvironmentVariable(Name, null);
        return Parse(text);
    }

    /// <summary>Reads keys.</summary>
    /// <param name="text">The variable's value.</param>
    /// <returns>One signer per key; the caller disposes them.</returns>
    /// <exception cref="InvalidDataException">A part is no key. The text names its position, never the key.</exception>
    internal static IReadOnlyList<PlatformLaneSigner> Parse(ReadOnlySpan<char> text)
    {
        var signers = new List<PlatformLaneSigner>();
        using var key = new SecretBytes(KeyBytes);
        foreach (var range in text.Split(','))
        {
            if (!Hex.TryDecode(text[range].Trim(), key.Span) || !PlatformLaneSigner.TryImport(key.Span, out var signer))
            {
                signers.ForEach(static one => one.Dispose());
                throw new InvalidDataException(
                    $"Key {signers.Count + 1} of {Name} is not a private key: 0x and 64 hexadecimal digits.");
            }

            signers.Add(signer);
        }

        return signers;
    }
}

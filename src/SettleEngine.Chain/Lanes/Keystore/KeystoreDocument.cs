using System.Text.Json;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Chain.Lanes.Keystore;

/// <summary>What a keystore of version 3 says. Nothing in it is secret without the password.</summary>
internal sealed class KeystoreDocument
{
    private const int MaxHexBytes = 1024;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <summary>How the password becomes the key.</summary>
    public required KeyDerivation Derivation { get; init; }

    /// <summary>The first counter, 16 bytes.</summary>
    public required byte[] Counter { get; init; }

    /// <summary>The encrypted private key, 1 to 32 bytes: some wallets leave leading zeros out.</summary>
    public required byte[] Ciphertext { get; init; }

    /// <summary>Keccak-256 of the second half of the derived key and the ciphertext.</summary>
    public required byte[] Mac { get; init; }

    /// <summary>The account that the file names, or null.</summary>
    public required Address? Account { get; init; }

    /// <summary>Reads a document.</summary>
    /// <param name="utf8">JSON.</param>
    /// <returns>The document; its derivation's parameters were not looked at.</returns>
    /// <exception cref="FormatException">It is none; the text is a part of a sentence.</exception>
    public static KeystoreDocument Parse(ReadOnlySpan<byte> utf8)
    {
        JsonDocument document;
        try
        {
            // The encrypted file may be copied as it likes; only what comes out of it must not.
            document = JsonDocument.Parse(utf8.ToArray(), Strict);
        }
        catch (JsonException)
        {
            throw new FormatException("it is not JSON in which every name stands once");
        }

        using (document)
        {
            var root = document.RootElement;
            if (Number(root, "version") != 3)
            {
                throw new FormatException("it is not of version 3");
            }

            var crypto = Child(root, root.TryGetProperty("crypto", out _) ? "crypto" : "Crypto");
            if (Text(crypto, "cipher") != "aes-128-ctr")
            {
                throw new FormatException("its cipher is not aes-128-ctr");
            }

            return new KeystoreDocument
            {
                Derivation = ReadDerivation(crypto),
                Counter = Bytes(Child(crypto, "cipherparams"), "iv", 16, 16),
                Ciphertext = Bytes(crypto, "ciphertext", 1, 32),
                Mac = Bytes(crypto, "mac", 32, 32),
                Account = ReadAccount(root),
            };
        }
    }

    private static KeyDerivation ReadDerivation(JsonElement crypto)
    {
        var parameters = Child(crypto, "kdfparams");
        if (Number(parameters, "dklen") != KeystoreFile.DerivedBytes)
        {
            throw new FormatException($"its dklen is not {KeystoreFile.DerivedBytes}");
        }

        var salt = Bytes(parameters, "salt", 0, MaxHexBytes);
        switch (Text(crypto, "kdf"))
        {
            case "scrypt":
                return new ScryptDerivation(salt, Number(parameters, "n"), Number(parameters, "r"), Number(parameters, "p"));
            case "pbkdf2" when Text(parameters, "prf") == "hmac-sha256":
                return new Pbkdf2Derivation(salt, Number(parameters, "c"));
            default:
                throw new FormatException("its kdf is neither scrypt nor pbkdf2 with hmac-sha256");
        }
    }

    private static Address? ReadAccount(JsonElement root)
    {
        if (!root.TryGetProperty("address", out var named) || named.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        var text = named.GetString()!;
        var prefixed = text.StartsWith("0x", StringComparison.Ordinal) ? text : $"0x{text}";
        return Address.TryParse(prefixed.AsSpan(), out var account)
            ? account
            : throw new FormatException("its address is none");
    }

    private static JsonElement Child(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object
        && parent.TryGetProperty(name, out var child)
        && child.ValueKind == JsonValueKind.Object
            ? child
            : throw new FormatException($"its {name} is missing");

    private static string Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var child) && child.ValueKind == JsonValueKind.String
            ? child.GetString()!
            : throw new FormatException($"its {name} is missing");

    private static long Number(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object
        && parent.TryGetProperty(name, out var child)
        && child.ValueKind == JsonValueKind.Number
        && child.TryGetInt64(out var number)
            ? number
            : throw new FormatException($"its {name} is not a whole number");

    private static byte[] Bytes(JsonElement parent, string name, int min, int max)
    {
        var text = Text(parent, name);
        if (text.Length % 2 != 0 || text.Length < 2 * min || text.Length > 2 * max || !text.All(char.IsAsciiHexDigit))
        {
            throw new FormatException($"its {name} is not the hexadecimal text of {min} to {max} bytes");
        }

        return Convert.FromHexString(text);
    }
}

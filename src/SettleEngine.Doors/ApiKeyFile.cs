using System.Security.Cryptography;
using System.Text;
using SettleEngine.Core;

namespace SettleEngine.Doors;

/// <summary>The callers that doors let in: hashes of their keys and what each may do.</summary>
/// <remarks>
/// One key per line, <c>id:scope:hash</c>; empty lines and lines that start with <c>#</c> are skipped.
/// <list type="bullet">
/// <item><c>id</c>: 1 to 64 letters, digits, <c>-</c>, <c>_</c>; unique; a name for people, not sent by callers.</item>
/// <item><c>scope</c>: one or more of <c>verify</c>, <c>settle</c>, <c>read</c>, <c>admin</c>, joined by commas.</item>
/// <item><c>hash</c>: 64 lower-case hexadecimal digits, the SHA-256 of the key's text.</item>
/// </list>
/// The key itself is text of 32 to 256 visible ASCII characters that holds 256 random bits, such as what
/// <c>openssl rand -hex 32</c> prints; its hash is what <c>printf %s "$KEY" | sha256sum</c> prints. A plain hash is
/// enough, because a random key of this size cannot be guessed from it. Callers send the key, never the hash.
/// Thread rule: any thread; the content never changes after loading.
/// </remarks>
public sealed class ApiKeyFile
{
    private const int MinKeyChars = 32;
    private const int MaxKeyChars = 256;
    private const int MaxIdChars = 64;

    private readonly ApiKey[] _keys;

    private ApiKeyFile(ApiKey[] keys) => _keys = keys;

    /// <summary>Keys in the file. At least one.</summary>
    public int Count => _keys.Length;

    /// <summary>Loads a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its keys.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">A line has another form, an id comes twice, or there is no key. The text
    /// names the line and says what to do; it holds no hash.</exception>
    public static ApiKeyFile Load(string path) => Parse(File.ReadAllLines(path));

    /// <summary>Reads the lines of a file.</summary>
    /// <param name="lines">The lines, without line ends.</param>
    /// <returns>The keys.</returns>
    /// <exception cref="InvalidDataException">As for <see cref="Load"/>.</exception>
    public static ApiKeyFile Parse(IReadOnlyList<string> lines)
    {
        var keys = new List<ApiKey>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var key = ParseLine(line) ?? throw new InvalidDataException(
                $"Line {i + 1} of the API key file is not id:scope:hash. Scopes are verify, settle, read and admin, joined "
                + "by commas; the hash is what `printf %s \"$KEY\" | sha256sum` prints.");
            if (!ids.Add(key.Id))
            {
                throw new InvalidDataException($"Line {i + 1} of the API key file repeats the id {key.Id}. Ids are unique.");
            }

            keys.Add(key);
        }

        return keys.Count > 0
            ? new ApiKeyFile([.. keys])
            : throw new InvalidDataException("The API key file holds no key. Add a line id:scope:hash.");
    }

    /// <summary>Says what a key is good for. Takes the same time whichever line matches, and whether one does.</summary>
    /// <param name="key">The key's text as the caller sent it, in ASCII.</param>
    /// <param name="needed">The scope that the caller asks for.</param>
    /// <returns>The verdict.</returns>
    public ApiKeyVerdict Check(ReadOnlySpan<byte> key, ApiScope needed)
    {
        if (key.Length is < MinKeyChars or > MaxKeyChars)
        {
            return ApiKeyVerdict.Unknown;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(key, hash);
        ApiKey? found = null;
        foreach (var candidate in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(hash, candidate.Hash))
            {
                found = candidate;
            }
        }

        if (found is null)
        {
            return ApiKeyVerdict.Unknown;
        }

        return (found.Scope & needed) == needed ? ApiKeyVerdict.Granted : ApiKeyVerdict.ScopeMissing;
    }

    /// <inheritdoc cref="Check(ReadOnlySpan{byte}, ApiScope)"/>
    public ApiKeyVerdict Check(ReadOnlySpan<char> key, ApiScope needed)
    {
        Span<byte> bytes = stackalloc byte[MaxKeyChars];
        if (key.Length > MaxKeyChars || !Ascii.IsValid(key))
        {
            return ApiKeyVerdict.Unknown;
        }

        var written = Encoding.ASCII.GetBytes(key, bytes);
        Invariant.Holds(written == key.Length);
        return Check(bytes[..written], needed);
    }

    private static ApiKey? ParseLine(string line)
    {
        var parts = line.Split(':');
        if (parts.Length != 3 || parts[0].Length is 0 or > MaxIdChars || !parts[0].All(IsIdCharacter))
        {
            return null;
        }

        var hash = new byte[SHA256.HashSizeInBytes];
        var isHash = parts[2].Length == 2 * hash.Length
            && parts[2].All(char.IsAsciiHexDigitLower)
            && Convert.FromHexString(parts[2], hash, out _, out _) == System.Buffers.OperationStatus.Done;
        return isHash && ParseScope(parts[1]) is { } scope ? new ApiKey(parts[0], scope, hash) : null;
    }

    private static ApiScope? ParseScope(string text)
    {
        var scope = ApiScope.None;
        foreach (var word in text.Split(','))
        {
            var one = word switch
            {
                "verify" => ApiScope.Verify,
                "settle" => ApiScope.Settle,
                "read" => ApiScope.Read,
                "admin" => ApiScope.Admin,
                _ => ApiScope.None,
            };
            if (one == ApiScope.None)
            {
                return null;
            }

            scope |= one;
        }

        return scope;
    }

    private static bool IsIdCharacter(char character) => char.IsAsciiLetterOrDigit(character) || character is '-' or '_';
}

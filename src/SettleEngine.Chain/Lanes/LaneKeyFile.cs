using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Chain.Lanes;

/// <summary>The file that holds the lanes' private keys: one <c>0x</c>-hex key per line; empty lines and lines that start
/// with <c>#</c> are skipped.</summary>
public static class LaneKeyFile
{
    private const int MaxFileBytes = 1024 * 1024;
    private const int KeyBytes = 32;

    /// <summary>Reads the keys and makes a signer of each.</summary>
    /// <param name="path">The file. It must be readable by its owner only.</param>
    /// <returns>One signer per key, in the order of the file; the caller disposes them.</returns>
    /// <exception cref="InvalidDataException">The file is open to others, or a line is no key, or a key stands there
    /// twice, or there is none. The text names lines, never keys.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<PlatformLaneSigner> Read(string path)
    {
        using var text = SecretFile.Read(path, "lane key file", MaxFileBytes);
        var signers = new List<PlatformLaneSigner>();
        try
        {
            ReadLines(path, text.Span, signers);
        }
        catch
        {
            signers.ForEach(static signer => signer.Dispose());
            throw;
        }

        return signers.Count > 0
            ? signers
            : throw new InvalidDataException($"The lane key file {path} holds no key; at least one lane is needed.");
    }

    private static void ReadLines(string path, ReadOnlySpan<byte> text, List<PlatformLaneSigner> signers)
    {
        var lines = new Dictionary<Address, int>();
        var number = 0;
        foreach (var range in text.Split((byte)'\n'))
        {
            number++;
            var line = text[range].Trim(" \t\r"u8);
            if (line.IsEmpty || line[0] == (byte)'#')
            {
                continue;
            }

            var signer = ReadKey(path, number, line);
            signers.Add(signer);
            if (!lines.TryAdd(signer.Account, number))
            {
                throw new InvalidDataException(
                    $"Lines {lines[signer.Account]} and {number} of the lane key file {path} hold the same key: "
                    + $"account {signer.Account}. Two lanes with one account would fight over account nonces.");
            }
        }
    }

    private static PlatformLaneSigner ReadKey(string path, int number, ReadOnlySpan<byte> line)
    {
        using var key = new SecretBytes(KeyBytes);
        return Hex.TryDecode(line, key.Span) && PlatformLaneSigner.TryImport(key.Span, out var signer)
            ? signer
            : throw new InvalidDataException(
                $"Line {number} of the lane key file {path} is not a private key: 0x and 64 hexadecimal digits.");
    }
}

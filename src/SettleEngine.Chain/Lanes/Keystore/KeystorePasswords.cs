namespace SettleEngine.Chain.Lanes.Keystore;

/// <summary>The passwords of keystores, from a file: one line for all of them, or a line for each in their order. A line's bytes
/// are the password as they stand, without the end of line.</summary>
internal sealed class KeystorePasswords : IDisposable
{
    private const int MaxFileBytes = 64 * 1024;

    private readonly SecretBytes _text;
    private readonly List<Range> _lines;

    private KeystorePasswords(SecretBytes text, List<Range> lines)
    {
        _text = text;
        _lines = lines;
    }

    /// <summary>The password of a keystore.</summary>
    /// <param name="index">Which one.</param>
    public ReadOnlySpan<byte> this[int index] => _text.Span[_lines[_lines.Count == 1 ? 0 : index]];

    /// <summary>Reads the file.</summary>
    /// <param name="path">The file. It must be readable by its owner only.</param>
    /// <param name="keystores">How many keystores there are.</param>
    /// <returns>The passwords; the caller disposes them.</returns>
    /// <exception cref="InvalidDataException">The file is open to others, or has another number of lines.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static KeystorePasswords Read(string path, int keystores)
    {
        var text = SecretFile.Read(path, "keystore password file", MaxFileBytes);
        var lines = Lines(text.Span);
        if (lines.Count == 1 || lines.Count == keystores)
        {
            return new KeystorePasswords(text, lines);
        }

        text.Dispose();
        throw new InvalidDataException(
            $"The keystore password file {path} has {lines.Count} lines for {keystores} keystores: one line for all, or one for each.");
    }

    /// <inheritdoc/>
    public void Dispose() => _text.Dispose();

    private static List<Range> Lines(ReadOnlySpan<byte> text)
    {
        var lines = new List<Range>();
        foreach (var range in text.Split((byte)'\n'))
        {
            var (start, length) = range.GetOffsetAndLength(text.Length);
            if (length > 0 && text[start + length - 1] == (byte)'\r')
            {
                length--;
            }

            lines.Add(start..(start + length));
        }

        // What follows the last end of line is not a line.
        if (lines.Count > 1 && text[^1] == (byte)'\n')
        {
            lines.RemoveAt(lines.Count - 1);
        }

        return lines;
    }
}

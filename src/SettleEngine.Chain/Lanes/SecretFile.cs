namespace SettleEngine.Chain.Lanes;

/// <summary>Reads files that only their owner may use, into memory that can be wiped.</summary>
internal static class SecretFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Reads a file whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What it is, for a refusal's sentence.</param>
    /// <param name="maxBytes">Larger files are refused before they are read.</param>
    /// <returns>Its bytes; the caller disposes them.</returns>
    /// <exception cref="InvalidDataException">It is open to others, or too large.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static SecretBytes Read(string path, string what, int maxBytes)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = File.OpenHandle(path);
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & ~OwnerOnly) != 0)
        {
            throw new InvalidDataException(
                $"The {what} {path} can be used by others than its owner. Run: chmod 600 {path}");
        }

        var length = RandomAccess.GetLength(file);
        if (length > maxBytes)
        {
            throw new InvalidDataException($"The {what} {path} is too large to be one.");
        }

        var bytes = new SecretBytes((int)length);
        try
        {
            var total = 0;
            int read;
            while ((read = RandomAccess.Read(file, bytes.Span[total..], total)) > 0)
            {
                total += read;
            }

            bytes.Shorten(total);
            return bytes;
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }
}

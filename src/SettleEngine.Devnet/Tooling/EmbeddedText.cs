namespace SettleEngine.Devnet.Tooling;

/// <summary>Files that travel inside this assembly.</summary>
internal static class EmbeddedText
{
    /// <summary>Reads one of them.</summary>
    /// <param name="name">Its name in the project file.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The whole text.</returns>
    public static async Task<string> ReadAsync(string name, CancellationToken cancellationToken)
    {
        await using var stream = typeof(EmbeddedText).Assembly.GetManifestResourceStream(name)
            ?? throw new LocalChainException($"This build lacks its resource {name}.");
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(cancellationToken);
    }
}

namespace SettleEngine.Storage.Files;

/// <summary>The files of one data directory, by name. Which process may use them is decided elsewhere.</summary>
/// <remarks>Thread rule: any thread.</remarks>
internal interface IJournalFiles
{
    /// <summary>Bytes that can still be written to the file system.</summary>
    long FreeBytes { get; }

    /// <summary>Opens a file, and makes it when it is missing and that is wanted.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="create">Whether a missing one is made, empty.</param>
    /// <returns>The file; null when it is missing and was not made.</returns>
    /// <exception cref="IOException">It cannot be opened or made.</exception>
    IJournalFile? Open(string name, bool create);

    /// <summary>Deletes a file if it exists.</summary>
    /// <param name="name">Its name.</param>
    void Delete(string name);

    /// <summary>The files that exist.</summary>
    /// <returns>Their names, in no order.</returns>
    IReadOnlyList<string> List();

    /// <summary>Makes files that were made or deleted durable as names.</summary>
    /// <exception cref="IOException">They may not be.</exception>
    void FlushNames();
}

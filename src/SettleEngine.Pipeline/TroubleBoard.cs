namespace SettleEngine.Pipeline;

/// <summary>What keeps the engine from full service at the moment, a sentence per cause.</summary>
/// <remarks>Thread rule: any thread.</remarks>
internal sealed class TroubleBoard
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, string> _troubles = new(StringComparer.Ordinal);

    /// <summary>The sentences, ordered by cause.</summary>
    public IReadOnlyList<string> Sentences
    {
        get
        {
            lock (_gate)
            {
                return [.. _troubles.Values];
            }
        }
    }

    /// <summary>Sets or clears the sentence of a cause.</summary>
    /// <param name="cause">Stable name of the cause.</param>
    /// <param name="sentence">What is wrong and what to do, or null when it is over.</param>
    /// <returns>Whether this changed anything; worth one line in the log.</returns>
    public bool Set(string cause, string? sentence)
    {
        lock (_gate)
        {
            if (sentence is null)
            {
                return _troubles.Remove(cause);
            }

            var isNew = !_troubles.TryGetValue(cause, out var known) || known != sentence;
            _troubles[cause] = sentence;
            return isNew;
        }
    }
}

namespace SettleEngine.HostileRpc;

/// <summary>What the node answered to whole requests before, and how often each was asked. Thread rule: any thread.</summary>
internal sealed class AnswerMemory
{
    // Enough for a head and its neighbours; a long run must not fill the memory.
    private const int KeptRequests = 4_096;
    private const int KeptAnswers = 32;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Queue<string>> _answers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _asked = new(StringComparer.Ordinal);

    /// <summary>Remembers a result.</summary>
    public void Note(string request, string result)
    {
        lock (_gate)
        {
            if (_answers.Count >= KeptRequests)
            {
                _answers.Clear();
            }

            if (!_answers.TryGetValue(request, out var kept))
            {
                _answers[request] = kept = new Queue<string>();
            }

            kept.Enqueue(result);
            if (kept.Count > KeptAnswers)
            {
                kept.Dequeue();
            }
        }
    }

    /// <summary>The result that the request had some answers ago, or the oldest that is known.</summary>
    public string? Earlier(string request, int answers)
    {
        lock (_gate)
        {
            return _answers.TryGetValue(request, out var kept) ? kept.ElementAt(Math.Max(0, kept.Count - answers)) : null;
        }
    }

    /// <summary>Counts that something was asked.</summary>
    /// <returns>How often so far, this time included.</returns>
    public int Ask(string request)
    {
        lock (_gate)
        {
            _asked.TryGetValue(request, out var times);
            return _asked[request] = times + 1;
        }
    }
}

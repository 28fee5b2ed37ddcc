namespace SettleEngine.Storage;

/// <summary>Holds what the anchor file says and brings it up to date.</summary>
/// <remarks>Thread rule: any thread; one write at a time.</remarks>
internal sealed class AnchorKeeper(AnchorFile file, JournalAnchor anchor) : IDisposable
{
    private readonly object _gate = new();
    private JournalAnchor _anchor = anchor;

    /// <summary>What was written last.</summary>
    public JournalAnchor Current
    {
        get
        {
            lock (_gate)
            {
                return _anchor;
            }
        }
    }

    /// <summary>Writes how far the log is durable, and returns when that is durable too.</summary>
    /// <param name="position">How far. An older one than was written before is ignored.</param>
    /// <param name="copies">2 writes both slots, so that damage of either one costs nothing.</param>
    /// <param name="first">Where the log begins from now on, or null to leave that.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(in LogPosition position, int copies, SegmentStart? first = null)
    {
        lock (_gate)
        {
            var next = _anchor with { First = first ?? _anchor.First };
            if (position.BlockSequence >= _anchor.BlockSequence)
            {
                next = next with
                {
                    DurableSequence = position.RecordSequence,
                    BlockSequence = position.BlockSequence,
                    BlockCrc = position.BlockCrc,
                };
            }

            for (var copy = 0; copy < copies; copy++)
            {
                next = next with { Generation = next.Generation + 1 };
                file.Write(next);
            }

            _anchor = next;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}

using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Chain.Payers;

/// <summary>Payers that are read together.</summary>
/// <remarks>Thread rule: the cache's lock guards everything but <see cref="Completion"/>.</remarks>
internal sealed class PayerFactsBatch
{
    private readonly List<PayerKey> _keys = [];
    private readonly Dictionary<PayerKey, int> _positions = [];

    /// <summary>Facts in the order of <see cref="Keys"/>.</summary>
    public TaskCompletionSource<PayerFacts[]> Completion { get; } =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The newest block that any of the payers' askers wants at least.</summary>
    public ulong AtLeastBlock { get; private set; }

    /// <summary>Fires when the payers have waited long enough.</summary>
    public ITimer? Timer { get; set; }

    /// <summary>The payers.</summary>
    public IReadOnlyList<PayerKey> Keys => _keys;

    /// <summary>Adds a payer, once.</summary>
    /// <param name="key">The payer.</param>
    public void Add(in PayerKey key)
    {
        if (_positions.TryAdd(key, _keys.Count))
        {
            _keys.Add(key);
        }
    }

    /// <summary>Raises the wanted block; only before the batch is read.</summary>
    /// <param name="atLeastBlock">The block.</param>
    public void Require(ulong atLeastBlock) => AtLeastBlock = Math.Max(AtLeastBlock, atLeastBlock);

    /// <summary>Where a payer's fact stands.</summary>
    /// <param name="key">The payer.</param>
    /// <returns>Position in <see cref="Keys"/>.</returns>
    public int PositionOf(in PayerKey key) => _positions[key];
}

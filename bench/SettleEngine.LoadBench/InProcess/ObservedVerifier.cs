using System.Diagnostics;
using SettleEngine.Core.Authorizations;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.LoadBench.InProcess;

/// <summary>A verifier that counts what it checks, and from when until when.</summary>
internal sealed class ObservedVerifier(ISignatureVerifier verifier) : ISignatureVerifier
{
    private readonly Lock _gate = new();
    private long _checked;
    private long _first;
    private long _last;

    /// <summary>Signatures checked in a second, from the first group handed in to the last one that was done.</summary>
    public double PerSecond
    {
        get
        {
            lock (_gate)
            {
                return _checked == 0 ? 0 : _checked / Stopwatch.GetElapsedTime(_first, _last).TotalSeconds;
            }
        }
    }

    public async ValueTask VerifyAsync(
        ReadOnlyMemory<SignedAuthorization> items,
        Memory<RejectReason> verdicts,
        CancellationToken cancellationToken)
    {
        var startedAt = Stopwatch.GetTimestamp();
        await verifier.VerifyAsync(items, verdicts, cancellationToken);
        var endedAt = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            _first = _first == 0 ? startedAt : Math.Min(_first, startedAt);
            _last = Math.Max(_last, endedAt);
            _checked += items.Length;
        }
    }

    /// <summary>Begins to count anew: what came before was the warm-up.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            (_checked, _first, _last) = (0, 0, 0);
        }
    }
}

using SettleEngine.Core.Authorizations;
using SettleEngine.Pipeline.Ingest;

namespace SettleEngine.LoadBench.Race;

/// <summary>What all submitters were answered.</summary>
/// <param name="keys">Different authorizations.</param>
internal sealed class RaceTally(int keys)
{
    private readonly int[] _accepted = new int[keys];
    private readonly ulong[] _ids = new ulong[keys];
    private long _submissions;
    private long _acceptedCount;
    private long _existing;
    private long _twins;
    private string? _problem;

    public long Submissions => Volatile.Read(ref _submissions);

    public long Accepted => Volatile.Read(ref _acceptedCount);

    public long Existing => Volatile.Read(ref _existing);

    public long TwinsRefused => Volatile.Read(ref _twins);

    public string? Problem => _problem
        ?? (Array.TrueForAll(_accepted, count => count == 1) ? null : "a key was not accepted exactly once");

    /// <summary>Books one answer. Any thread.</summary>
    public void Book(int key, bool isTwin, AdmissionAnswer answer)
    {
        if (isTwin)
        {
            Interlocked.Increment(ref _twins);
            Demand(answer.Status == AdmissionStatus.Rejected && answer.Reason == RejectReason.SignatureHighS, key, answer);
            return;
        }

        Interlocked.Increment(ref _submissions);
        var known = Interlocked.CompareExchange(ref _ids[key], answer.Id.Value, 0);
        Demand(known == 0 || known == answer.Id.Value, key, answer);
        if (answer.Status == AdmissionStatus.Accepted)
        {
            Interlocked.Increment(ref _acceptedCount);
            Demand(Interlocked.Increment(ref _accepted[key]) == 1, key, answer);
            return;
        }

        Interlocked.Increment(ref _existing);
        Demand(answer.Status == AdmissionStatus.Existing, key, answer);
    }

    private void Demand(bool holds, int key, AdmissionAnswer answer)
    {
        if (!holds)
        {
            _problem ??= $"key {key} was answered {answer.Status} {answer.Reason} with id {answer.Id}";
        }
    }
}

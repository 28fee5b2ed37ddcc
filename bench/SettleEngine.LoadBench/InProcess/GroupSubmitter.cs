using System.Diagnostics;
using SettleEngine.Client;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Encoding.Frames;
using SettleEngine.Pipeline;
using SettleEngine.Pipeline.Ingest;

namespace SettleEngine.LoadBench.InProcess;

/// <summary>Hands groups of payments in, one after the other, as a door does: one group that is filled again when it is
/// answered.</summary>
internal sealed class GroupSubmitter : IGroupReply
{
    /// <summary>Payments of a group.</summary>
    public const int GroupSize = 256;

    private readonly ISettlementEngine _engine;
    private readonly PaymentFollower _follower;
    private readonly LatencyHistogram _answers;
    private readonly AuthorizationGroup _group;
    private readonly ulong[] _ids = new ulong[GroupSize];
    private TaskCompletionSource _answered = new();

    /// <summary>A submitter.</summary>
    /// <param name="engine">Where groups go.</param>
    /// <param name="follower">Hears of answers.</param>
    /// <param name="answers">Receives the time to the answer of every group.</param>
    public GroupSubmitter(ISettlementEngine engine, PaymentFollower follower, LatencyHistogram answers)
    {
        _engine = engine;
        _follower = follower;
        _answers = answers;
        _group = new AuthorizationGroup(GroupSize, this);
    }

    /// <inheritdoc/>
    public void OnAnswered(AuthorizationGroup group) => _answered.TrySetResult();

    /// <summary>Hands a group in and waits for its answers.</summary>
    public async Task HandInAsync(ReadOnlyMemory<SignedAuthorization> payments, CancellationToken cancellationToken)
    {
        _group.Clear();
        for (var i = 0; i < payments.Length; i++)
        {
            _group.Add(payments.Span[i]);
        }

        _answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var startedAt = Stopwatch.GetTimestamp();
        await _engine.EnqueueAsync(_group, cancellationToken);
        await _answered.Task.WaitAsync(cancellationToken);
        _answers.Record(Stopwatch.GetElapsedTime(startedAt), payments.Length);
        Tell();
    }

    private void Tell()
    {
        var accepted = 0;
        foreach (ref readonly var answer in _group.Answers)
        {
            if (answer.Status == AdmissionStatus.Accepted)
            {
                _ids[accepted++] = answer.Id.Value;
            }
        }

        if (accepted > 0)
        {
            _follower.OnAcknowledged(new AcknowledgementRange(0, accepted, AcknowledgementStatus.Accepted, RejectReason.None), _ids.AsSpan(0, accepted));
        }

        if (accepted < _group.Count)
        {
            _follower.OnAcknowledged(
                new AcknowledgementRange(0, _group.Count - accepted, AcknowledgementStatus.Rejected, RejectReason.None), []);
        }
    }
}

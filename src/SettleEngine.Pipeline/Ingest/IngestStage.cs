using System.Threading.Channels;
using SettleEngine.Core.Authorizations;

namespace SettleEngine.Pipeline.Ingest;

/// <summary>Where doors hand groups over: refuses them before they cost anything when the engine cannot take them.</summary>
/// <param name="output">Groups for Verify; bounded, which is the back-pressure that doors feel.</param>
/// <param name="phase">Where the engine is in its life.</param>
internal sealed class IngestStage(ChannelWriter<AuthorizationGroup> output, Func<EnginePhase> phase)
{
    /// <summary>Hands a group over, or answers it at once when nothing can be admitted now.</summary>
    /// <param name="group">The group.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when the group is taken or answered.</returns>
    public async ValueTask EnqueueAsync(AuthorizationGroup group, CancellationToken cancellationToken)
    {
        if (Refuse(group))
        {
            return;
        }

        try
        {
            await output.WriteAsync(group, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            Answer(group, RejectReason.Draining);
        }
    }

    /// <summary>Hands a group over if there is room at once.</summary>
    /// <param name="group">The group.</param>
    /// <returns>False when there is no room.</returns>
    public bool TryEnqueue(AuthorizationGroup group) => Refuse(group) || output.TryWrite(group);

    private bool Refuse(AuthorizationGroup group)
    {
        var reason = phase() switch
        {
            EnginePhase.Recovering => RejectReason.Recovering,
            EnginePhase.Draining => RejectReason.Draining,
            _ => RejectReason.None,
        };
        if (reason == RejectReason.None)
        {
            return false;
        }

        Answer(group, reason);
        return true;
    }

    private static void Answer(AuthorizationGroup group, RejectReason reason)
    {
        for (var i = 0; i < group.Count; i++)
        {
            group.Answers[i] = new AdmissionAnswer(AdmissionStatus.Rejected, reason, default);
        }

        group.Reply.OnAnswered(group);
    }
}

using System.Threading.Channels;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Pipeline.Ingest;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Pipeline.Verify;

/// <summary>Checks whole groups, several at a time, and reads the head that their admission will be measured against.</summary>
/// <param name="input">Groups from the doors.</param>
/// <param name="output">The same groups with verdicts.</param>
/// <param name="newChecker">Makes a checker for each concurrent loop.</param>
/// <param name="head">The newest header.</param>
/// <param name="concurrency">Groups that are checked at the same time.</param>
internal sealed class VerifyStage(
    ChannelReader<AuthorizationGroup> input,
    ChannelWriter<AuthorizationGroup> output,
    Func<AuthorizationChecker> newChecker,
    HeadView head,
    int concurrency)
{
    /// <summary>Runs until the input completes, then completes the output.</summary>
    /// <param name="cancellationToken">Stops the stage between groups.</param>
    /// <returns>A task that completes when the stage has drained.</returns>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var loops = new Task[concurrency];
        for (var i = 0; i < loops.Length; i++)
        {
            loops[i] = CheckGroupsAsync(newChecker(), cancellationToken);
        }

        await StageGroup.JoinAsync(loops);
        output.Complete();
    }

    private async Task CheckGroupsAsync(AuthorizationChecker checker, CancellationToken cancellationToken)
    {
        while (await input.WaitToReadAsync(cancellationToken))
        {
            while (input.TryRead(out var group))
            {
                // The head is read after the group was handed in, and while its signatures are being checked: a proof at
                // or below it is older than the hand-over and never credited.
                var fresh = head.ReadFreshAsync();
                await checker.CheckAsync(group.Items, group.Verdicts, group.CommitmentPlaces, cancellationToken);
                await ApplyHeadAsync(group, fresh);
                await output.WriteAsync(group, cancellationToken);
            }
        }
    }

    private static async ValueTask ApplyHeadAsync(AuthorizationGroup group, Task<BlockHeader> fresh)
    {
        try
        {
            group.HeadBlock = (await fresh).Number;
        }
        catch (ChainUnavailableException)
        {
            RefuseAll(group.Verdicts.Span);
        }
    }

    private static void RefuseAll(Span<RejectReason> verdicts)
    {
        foreach (ref var verdict in verdicts)
        {
            verdict = verdict == RejectReason.None ? RejectReason.ChainUnavailable : verdict;
        }
    }
}

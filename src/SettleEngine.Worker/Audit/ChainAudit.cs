using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Pipeline.Ports;
using SettleEngine.Storage;
using SettleEngine.Worker.Journals;

namespace SettleEngine.Worker.Audit;

/// <summary>Compares a journal with the chain, payment by payment and lane by lane, and explains every difference.</summary>
/// <remarks>
/// It may run beside the engine: the journal is read before the chain, so what the chain shows and the journal does not is what
/// the engine is about to write down. Nothing is changed anywhere. Thread rule: one caller.
/// </remarks>
/// <param name="reader">The journal.</param>
/// <param name="chain">The chain.</param>
/// <param name="progress">Told how far it is.</param>
internal sealed class ChainAudit(JournalReader reader, IChainClient chain, SlowProgress progress)
{
    private readonly AuditReport _report = new();

    /// <summary>Compares.</summary>
    /// <param name="cancellationToken">Stops between requests.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="InvalidDataException">The journal is damaged, or belongs to another chain.</exception>
    /// <exception cref="ChainUnavailableException">The chain cannot be read.</exception>
    public async Task<AuditReport> RunAsync(CancellationToken cancellationToken)
    {
        var book = await JournalBook.ReadAsync(reader, cancellationToken);
        await RequireSameChainAsync(book, cancellationToken);
        _report.Head = (await chain.GetHeaderAsync(BlockTag.Latest, cancellationToken)).Number;
        var counts = await LaneComparison.ReadAsync(book, chain, cancellationToken);
        if (LaneComparison.IsAhead(book, counts))
        {
            // A running engine may have signed more since; whatever was sent before the counts were read is in the journal now.
            book = await JournalBook.ReadAsync(reader, cancellationToken);
        }

        var evidence = await ChainEvidence.ReadAsync(book, chain, progress, cancellationToken);
        new LaneComparison(_report).Compare(book, counts, evidence);
        await ComparePaymentsAsync(book, evidence, cancellationToken);
        _report.Payments = book.Payments.Count;
        _report.Included = evidence.Included;
        _report.Lanes = book.Lanes.Count;
        return _report;
    }

    private async Task RequireSameChainAsync(JournalBook book, CancellationToken cancellationToken)
    {
        var genesis = await chain.GetHeaderAsync(0UL, cancellationToken)
            ?? throw new ChainUnavailableException("The endpoint does not know block 0.");
        if (book.Boot is { } boot && (boot.ChainId != chain.ChainId || boot.GenesisHash != genesis.Hash))
        {
            throw new InvalidDataException(
                $"The journal belongs to chain {boot.ChainId} with genesis {boot.GenesisHash}, the endpoint serves chain "
                + $"{chain.ChainId} with genesis {genesis.Hash}: compare it with its own chain (--rpc).");
        }
    }

    private async Task ComparePaymentsAsync(JournalBook book, ChainEvidence evidence, CancellationToken cancellationToken)
    {
        var payments = new PaymentComparison(_report, evidence, book);
        foreach (var payment in book.Payments.Values)
        {
            payments.Compare(payment);
        }

        // What no transaction of the journal consumed is asked of the token itself.
        var asked = payments.ToAsk;
        var keys = asked.Select(payment => payment.Accept!.Value.Item.Key).ToArray();
        var used = keys.Length == 0
            ? []
            : await chain.GetAuthorizationStatesAsync(keys, BlockTag.Latest, cancellationToken);
        for (var i = 0; i < keys.Length; i++)
        {
            progress.Done("authorization nonces", i, keys.Length);
            var place = used[i] ? await FindAsync(asked[i], keys[i], cancellationToken) : null;
            payments.Compare(asked[i], used[i], place);
        }

        if (book.Reading!.FirstSequence == 1)
        {
            foreach (var (key, consumed) in evidence.WithoutAdmission(book))
            {
                payments.ReportWithoutAdmission(key, consumed);
            }
        }
    }

    private async Task<AuthorizationEvent?> FindAsync(
        BookedPayment payment,
        AuthorizationKey key,
        CancellationToken cancellationToken)
    {
        const ulong BlocksBefore = 10_000;
        var head = payment.Accept!.Value.HeadBlock;
        var first = head > BlocksBefore ? head - BlocksBefore : 0;
        return await chain.FindAuthorizationEventAsync(key, first, _report.Head, cancellationToken);
    }
}
